using Unrolled;

namespace CharRnn;

/// <summary>
/// Reads one character a step and says how likely each character is to come next. This is the whole network: the source generator writes the rest of the class,
/// with the memory, the forward pass, and the backward pass that training needs.
/// </summary>
[Model(Vocabulary = Alphabet.Size)]
[Lstm(128)]
[Dense(Alphabet.Size)]
public partial class CharacterModel;
