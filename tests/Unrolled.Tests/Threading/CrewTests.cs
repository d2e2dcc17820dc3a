using Unrolled.CompilerServices;

namespace Unrolled.Tests.Threading;

/// <summary>The workers do what they are told, together, and survive what goes wrong.</summary>
[Trait("Vectors", "none")]
public class CrewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Each_worker_runs_once_on_a_thread_of_its_own(int workers)
    {
        var crew = new Crew();
        for (int repeat = 0; repeat < 20; repeat++)
        {
            var threads = new int[workers];
            crew.Run(new Work(worker =>
            {
                Assert.Equal(workers, worker.Count);
                Assert.Equal(0, Interlocked.Exchange(ref threads[worker.Index], Environment.CurrentManagedThreadId));
            }), workers);
            Assert.DoesNotContain(0, threads);
            Assert.Equal(workers, threads.Distinct().Count());
            Assert.Equal(Environment.CurrentManagedThreadId, threads[0]);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void What_was_written_before_a_wait_can_be_read_after_it(int workers)
    {
        var crew = new Crew();
        var written = new int[workers];
        int wrong = 0;
        crew.Run(new Work(worker =>
        {
            for (int round = 1; round <= 200; round++)
            {
                written[worker.Index] = round;
                worker.Wait();
                if (written.Any(value => value != round))
                    Interlocked.Increment(ref wrong);
                worker.Wait();
            }
        }), workers);
        Assert.Equal(0, wrong);
    }

    /// <summary>Also after the workers have gone to sleep.</summary>
    [Fact]
    public void Sleeping_workers_are_woken()
    {
        var crew = new Crew();
        for (int repeat = 0; repeat < 5; repeat++)
        {
            int ran = 0;
            crew.Run(new Work(_ => Interlocked.Increment(ref ran)), 3);
            Assert.Equal(3, ran);
            Thread.Sleep(20);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void An_exception_of_any_worker_comes_out_and_the_crew_goes_on(int failing)
    {
        var crew = new Crew();
        for (int repeat = 0; repeat < 5; repeat++)
        {
            var thrown = Assert.Throws<InvalidTimeZoneException>(() => crew.Run(new Work(worker =>
            {
                worker.Wait();
                if (worker.Index == failing)
                    throw new InvalidTimeZoneException("on purpose");
                worker.Wait();
                worker.Wait();
            }), 3));
            Assert.Equal("on purpose", thrown.Message);
            int ran = 0;
            crew.Run(new Work(worker =>
            {
                worker.Wait();
                Interlocked.Increment(ref ran);
            }), 3);
            Assert.Equal(3, ran);
        }
    }

    /// <summary>From within a piece of work, and from another thread.</summary>
    [Fact]
    public void Who_finds_the_crew_busy_works_alone()
    {
        var crew = new Crew();
        var counts = new List<int>();
        crew.Run(new Work(worker =>
        {
            if (worker.Index > 0)
                return;
            crew.Run(new Work(other => counts.Add(other.Count)), 2);
            var thread = new Thread(() => crew.Run(new Work(other => counts.Add(other.Count)), 2));
            thread.Start();
            thread.Join();
        }), 2);
        Assert.Equal([1, 1], counts);
        crew.Run(new Work(worker => Assert.Equal(2, worker.Count)), 2);
    }

    private sealed class Work(Action<Worker> run) : ISharedWork
    {
        public void Run(Worker worker) => run(worker);
    }
}
