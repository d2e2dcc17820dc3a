namespace Unrolled.Interop.Tests.PyTorch;

/// <summary>What Unrolled cannot say is refused in one line that names it.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("convolution.pt", "'extra' is a convolution (extra.weight [4, 3, 3])")]
    [InlineData("batch_normalisation.pt", "'extra' is a batch normalisation")]
    [InlineData("layer_normalisation.pt", "'extra' is a layer normalisation")]
    [InlineData("attention.pt", "'extra' is attention")]
    [InlineData("weight_normalisation.pt", "'extra' is reparametrised")]
    [InlineData("two_heads.pt", "form no chain in which each reads what the one before gives: 'rnn' 4 -> 4, 'a' 4 -> 2, 'b' 4 -> 2")]
    [InlineData("no_recurrent.pt", "no recurrent layer")]
    [InlineData("two_state_dicts.pt", "several state_dicts: 'first_state', 'second_state'")]
    [InlineData("script.pt", "TorchScript archive (torch.jit.save), which holds code. Save its weights in Python: torch.save(torch.jit.load(file)")]
    [InlineData("legacy.pt", "before version 1.6. Save it again with torch 1.6 or later")]
    [InlineData("plain4.pkl", "a pickle that torch.save did not write")]
    [InlineData("guitar_settings.json", "the settings of a model (model_data) without its weights (state_dict)")]
    [InlineData("guitar_other_size.json", "hidden_size = 5, and its weights have 4")]
    [InlineData("call_as_tensor.pt", "its tensor head.bias [] is no tensor but made by posix.system")]
    public void File(string file, string message)
    {
        string found = PyTorchFixture.Refusal(file);
        Assert.Contains(message, found, StringComparison.Ordinal);
        Assert.StartsWith(file + ":", found, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', found);
    }
}
