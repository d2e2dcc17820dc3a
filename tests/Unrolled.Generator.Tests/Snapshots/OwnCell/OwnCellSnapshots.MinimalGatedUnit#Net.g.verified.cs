//HintName: Net.g.cs
        internal static ModelLayout Describe(int lanes)
        {
            return new ModelLayout("Net", 3, 0, 4,
                [
                    Cell0.Layout("cell0", lanes, reversed: false),
                ], 4, 3)
            {
                Declaration = "[Model(Inputs = 3)] [Cell<MinimalGatedUnit>(4)]",
                RunSteps = 64, RunFloats = ForWidth.RunLength<Network, float>(lanes),
                Equations = """
                    layer cell0
                    Constant 1
                    Input 0 3
                    State h 4
                    Affine 4 b_f product W_f 1 product R_f 2
                    Sigmoid 3 # f
                    Subtract 0 4
                    Multiply 5 2
                    Multiply 4 2
                    Affine 4 b_n product W_n 1 product R_n 7
                    Tanh 8 # n
                    Multiply 4 9
                    Add 6 10 # h
                    next h 11
                    output 11
                    """,
            };
        }
