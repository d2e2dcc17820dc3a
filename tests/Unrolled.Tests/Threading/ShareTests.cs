using Unrolled.CompilerServices;

namespace Unrolled.Tests.Threading;

/// <summary>Shares cover all rows once, in order, and their groups depend on the number of rows alone.</summary>
[Trait("Vectors", "none")]
public class ShareTests
{
    [Fact]
    public void Shares_are_whole_groups_of_all_rows()
    {
        foreach (int rows in Enumerable.Range(1, 300).Append(12345))
        {
            var groups = Ends(Share.Whole(rows));
            Assert.Equal(rows, groups[^1]);
            foreach (int workers in new[] { 1, 2, 3, 5, 8, 40 })
            {
                nint next = 0;
                var ends = new List<nint>();
                for (int worker = 0; worker < workers; worker++)
                {
                    var share = new Share(rows, worker, workers);
                    Assert.Equal(next, share.First);
                    ends.AddRange(Ends(share));
                    next += share.Count;
                }

                Assert.Equal(rows, next);
                Assert.Equal(groups, ends);
            }
        }
    }

    /// <summary>A product of one row has sums of another order: who has one row of several would get other bits.</summary>
    [Fact]
    public void No_group_is_a_single_row_of_several()
    {
        for (int rows = 2; rows < 300; rows++)
        {
            nint before = 0;
            foreach (nint end in Ends(Share.Whole(rows)))
            {
                Assert.True(end - before >= 2, $"{rows} rows");
                before = end;
            }
        }
    }

    [Fact]
    public void A_batch_of_32_is_work_for_four() => Assert.Equal(4, Share.GroupsOf(32));

    private static List<nint> Ends(Share share)
    {
        var ends = new List<nint>();
        for (nint group = share.FirstGroup; group < share.EndGroup; group++)
            ends.Add(share.First + share.End(group));
        return ends;
    }
}
