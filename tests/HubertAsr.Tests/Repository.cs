namespace HubertAsr.Tests;

/// <summary>Where the checkout is, and what lies beside it on a machine that has the reference outputs.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Fixture(string relativePath) => Path.Combine(Root, "tests", "fixtures", relativePath);

    /// <summary>A reference output of another system, or a skip that says what is missing.</summary>
    public static string Golden(string relativePath) => Shared("golden", relativePath);

    /// <summary>Real speech or text that the project may test with but never ships, or a skip that says what is missing.</summary>
    public static string Data(string relativePath) => Shared("data", relativePath);

    private static string Shared(string folder, string relativePath)
    {
        var path = Path.GetFullPath(Path.Combine(Root, "..", "shared", folder, relativePath));
        Assert.SkipUnless(Path.Exists(path), $"shared/{folder}/{relativePath} is not beside this checkout");
        return path;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HubertAsr.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no HubertAsr.sln above {AppContext.BaseDirectory}");
    }
}
