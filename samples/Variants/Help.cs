namespace Variants;

/// <summary>What the command line can ask for.</summary>
internal static class Help
{
    public const string Text = """
        Variants: how much the variants of the LSTM differ, at equal numbers of parameters.

          dotnet run -c Release --project samples/Variants [-- options]

          --task NAME       one task alone (may be repeated): digits, splice, weather, chorales
          --chorales FILE   jsb-chorales-quarter.json of github.com/czhuang/JSB-Chorales-dataset; without it there are three tasks
          --seeds N         runs of each variant at each task (10)
          --results FILE    a line for each run that has ended; what stands there is not run again (artifacts/variants.csv)
          --table           print the tables of that file, and run nothing
          --short           one seed, two epochs of the digits; writes no file
          --help            this text
        """;
}
