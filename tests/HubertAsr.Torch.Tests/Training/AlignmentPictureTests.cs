using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public sealed class AlignmentPictureTests
{
    [Theory]
    [InlineData("안녕 하세요", "안녕 하세요", "안녕 하세요", "안녕 하세요", "")]
    [InlineData("안녕하세요", "안냥세요", "안녕하세요", "안* 냥세요", "  D S")]
    [InlineData("네", "네 네", "* *네", "네 네", "I I")]
    public void Letters_stand_under_letters(string said, string heard, string top, string middle, string edits)
    {
        var picture = AlignmentPicture.Of(said, heard);
        Assert.Equal((top.TrimEnd(), edits), (picture.Reference, picture.Edits));
        Assert.Equal(middle, picture.Hypothesis);
    }
}
