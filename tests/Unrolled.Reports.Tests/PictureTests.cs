namespace Unrolled.Reports.Tests;

public class PictureTests
{
    [Fact]
    public void A_picture_is_saved_as_SVG_alone()
    {
        var picture = new Picture("<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        var error = Assert.Throws<ArgumentException>(() => picture.Save("picture.png"));
        Assert.Contains("expected a name that ends with .svg, found picture.png", error.Message, StringComparison.Ordinal);

        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".svg");
        picture.Save(path);
        Assert.Equal(picture.Svg, File.ReadAllText(path));
        File.Delete(path);
    }
}
