using HubertAsr.Tests.Corpora;

namespace HubertAsr.Tests.Cli;

/// <summary>How often a thread looks before it sleeps, as libgomp itself says it when it is loaded.</summary>
public sealed class ThreadPolicyTests
{
    [Theory]
    [InlineData(null, "0")]
    [InlineData("ACTIVE", "30000000000")]
    public void Threads_that_wait_sleep_unless_the_user_says_otherwise(string? policy, string turns)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "libgomp is Linux's");
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["OMP_DISPLAY_ENV"] = "verbose" };
        if (policy is not null) environment["OMP_WAIT_POLICY"] = policy;

        var run = Program.Run(environment, ["init", folder.File("model"), "--size", "nano"]);

        Assert.Contains($"GOMP_SPINCOUNT = '{turns}'", run.Error, StringComparison.Ordinal);
    }
}
