using Unrolled;

namespace Template._1;

/// <summary>Reads an image of 8 rows of 8 pixels in both directions, and says which digit it is.</summary>
[Model(Inputs = 8)]                                                 // numbers a step
[Lstm(32, Direction = Direction.Both, Returns = Returns.Last)]      // what each direction knows at its end
[Dropout(0.2)]
[Dense(10)]                                                         // classes
public partial class Template__1Model;
