//HintName: Net.g.cs
        internal static ModelLayout Describe(int lanes)
        {
            return new ModelLayout("Net", 3, 0, 4,
                [
                    Dense0.Layout("dense0", lanes, reversed: false),
                ], 4, 3)
            {
                Declaration = "[Model(Inputs = 3)] [Dense(4)]",
                RunSteps = 64, RunFloats = ForWidth.RunLength<Network, float>(lanes),
                Equations = """
                    layer dense0
                    Input 0 3
                    Affine 4 b product W 0 # y
                    output 1
                    """,
            };
        }
