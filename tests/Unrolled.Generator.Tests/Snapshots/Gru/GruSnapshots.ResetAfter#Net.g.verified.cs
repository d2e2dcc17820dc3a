//HintName: Net.g.cs
        internal static ModelLayout Describe(int lanes)
        {
            return new ModelLayout("Net", 3, 0, 4,
                [
                    Gru0.Layout("gru0", lanes, reversed: false),
                ], 4, 3)
            {
                Declaration = "[Model(Inputs = 3)] [Gru(4)]",
                RunSteps = 64, RunFloats = ForWidth.RunLength<Network, float>(lanes),
                Equations = """
                    layer gru0
                    Constant 1
                    Input 0 3
                    State h 4
                    Affine 4 b_z product W_z 1 product R_z 2
                    Sigmoid 3 # z
                    Subtract 0 4
                    Affine 4 b_n product W_n 1
                    Affine 4 b_r product W_r 1 product R_r 2
                    Sigmoid 7 # r
                    Affine 4 bR_n product R_n 2
                    Multiply 8 9
                    Add 6 10
                    Tanh 11 # n
                    Multiply 5 12
                    Multiply 4 2
                    Add 13 14 # h
                    next h 15
                    output 15
                    """,
            };
        }
