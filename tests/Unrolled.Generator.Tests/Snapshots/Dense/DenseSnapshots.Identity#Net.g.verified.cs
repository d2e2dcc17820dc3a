//HintName: Net.g.cs
        internal static ModelLayout Describe(int lanes)
        {
            return new ModelLayout("Net", 3, 0, 4,
                [
                    Dense0.Layout("dense0", lanes, reversed: false),
                ], 4, 3)
            {
                Equations = """
                    layer dense0
                    Input 0 3
                    Affine 4 b product W 0
                    output 1
                    """,
            };
        }
