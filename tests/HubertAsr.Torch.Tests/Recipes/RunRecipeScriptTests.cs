using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace HubertAsr.Tests.Recipes;

/// <summary><c>run_recipe.ps1</c> in a hosted PowerShell: its own syntax and logic, with the build left out and the program the one built for these tests.</summary>
public sealed class RunRecipeScriptTests
{
    private static readonly string _script = Path.Combine(Repository.Root, "run_recipe.ps1");
    private static readonly string _demo = Path.Combine(Repository.Root, "recipes", "demo");

    /// <summary>
    /// What PowerShell brings beside its engine: a Test-Path that knows no wildcards, and a dotnet that records how it is called. 'dotnet build' is answered with
    /// the code in $buildCode; 'dotnet run' starts the program of this test run.
    /// </summary>
    private const string Surroundings = """
        $global:calls = @()
        function Test-Path { param([Parameter(Mandatory = $true)] [string] $LiteralPath) [IO.File]::Exists($LiteralPath) -or [IO.Directory]::Exists($LiteralPath) }
        $program = @(Get-Command dotnet -CommandType Application)[0]
        function dotnet {
            $global:calls += $args -join ' '
            if ($args[0] -eq 'build') { $global:LASTEXITCODE = $buildCode; return }
            $verb = [Array]::LastIndexOf($args, 'run')
            & $program $library @($args[$verb..($args.Count - 1)])
        }
        """;

    [Fact]
    public void The_script_parses_without_an_error()
    {
        Parser.ParseFile(_script, out _, out var errors);

        Assert.Empty(errors);
    }

    [Fact]
    public void Nothing_in_the_script_is_newer_than_Windows_PowerShell_5()
    {
        var tree = Parser.ParseFile(_script, out var tokens, out _);

        // The tokens and nodes that PowerShell 7 brought: ?:, ??, ??=, ?., && and ||.
        TokenKind[] newer = [TokenKind.QuestionMark, TokenKind.QuestionQuestion, TokenKind.QuestionQuestionEquals, TokenKind.QuestionDot, TokenKind.QuestionLBracket];
        Assert.DoesNotContain(tokens, token => newer.Contains(token.Kind));
        Assert.Empty(tree.FindAll(node => node is PipelineChainAst or TernaryExpressionAst, searchNestedScriptBlocks: true));
        // Windows PowerShell reads a file without a byte order mark in the system's code page.
        Assert.All(File.ReadAllText(_script), letter => Assert.True(char.IsAscii(letter)));
    }

    [Fact]
    public void A_dry_run_builds_and_then_prints_the_plan_of_the_recipe()
    {
        var run = Run(_demo, "--dry-run --set train.seed=7");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("seed = 7", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("build ", run.Calls[0], StringComparison.Ordinal);
        Assert.EndsWith($"run {_demo} --dry-run --set train.seed=7", run.Calls[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_exit_code_of_the_program_is_the_exit_code_of_the_script()
    {
        Assert.Equal(2, Run(_demo, "--set train.lerning_rate=1 --dry-run").ExitCode);
    }

    [Fact]
    public void A_failed_build_ends_the_script_before_the_run()
    {
        var run = Run(_demo, "--dry-run", buildCode: 1);

        Assert.Equal(1, run.ExitCode);
        Assert.Single(run.Calls);
    }

    [Fact]
    public void A_recipe_that_is_not_there_is_a_usage_error_even_with_brackets_in_its_name()
    {
        var run = Run(Path.Combine(Repository.Root, "recipes", "[demo]"), "--dry-run");

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Calls);
    }

    private static (int ExitCode, string Output, string[] Calls) Run(string recipe, string arguments, int buildCode = 0)
    {
        var library = Path.Combine(AppContext.BaseDirectory, "hubert-asr.dll");
        // CreateDefault2: the engine and its core commands; the others are assemblies of a PowerShell installation.
        using var shell = PowerShell.Create(InitialSessionState.CreateDefault2());
        var output = shell.AddScript($$"""
            $buildCode = {{buildCode}}
            $library = '{{library}}'
            {{Surroundings}}
            & '{{_script}}' '{{recipe}}' {{arguments}}
            """).Invoke();
        var code = (int)shell.Runspace.SessionStateProxy.GetVariable("LASTEXITCODE");
        var calls = ((object[])shell.Runspace.SessionStateProxy.GetVariable("calls")).Select(call => $"{call}").ToArray();
        return (code, string.Join('\n', output), calls);
    }
}
