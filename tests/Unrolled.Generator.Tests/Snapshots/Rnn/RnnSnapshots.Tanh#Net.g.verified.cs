//HintName: Net.g.cs
        internal static ModelLayout Describe(int lanes)
        {
            return new ModelLayout("Net", 3, 0, 4,
                [
                    Rnn0.Layout("rnn0", lanes, reversed: false),
                ], 4, 3)
            {
                Declaration = "[Model(Inputs = 3)] [Rnn(4)]",
                RunSteps = 64, RunFloats = ForWidth.RunLength<Network, float>(lanes),
                Equations = """
                    layer rnn0
                    Input 0 3
                    State h 4
                    Affine 4 b_h product W_h 0 product R_h 1
                    Tanh 2 # h
                    next h 3
                    output 3
                    """,
            };
        }
