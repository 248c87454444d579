# Builds hubert-asr and runs a recipe; further arguments go to 'hubert-asr run' (see run --help).
#   .\run_recipe.ps1 recipes\demo
#   .\run_recipe.ps1 recipes\freetalk-base --set train.max_updates=1000 --dry-run
# Windows PowerShell 5.1 and PowerShell 7. Without a param block, so that '--set' and the like pass through as they are.
$ErrorActionPreference = 'Stop'

if ($args.Count -eq 0) {
    [Console]::Error.WriteLine("usage: run_recipe.ps1 RECIPE [options of 'hubert-asr run']")
    exit 2
}
if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine('run_recipe.ps1: dotnet not found; the .NET 10 SDK was expected. Install it from https://dotnet.microsoft.com/download.')
    exit 4
}
# -LiteralPath: the names of AI-Hub hold brackets, which are wildcards elsewhere.
if (-not (Test-Path -LiteralPath $args[0])) {
    [Console]::Error.WriteLine("run_recipe.ps1: $($args[0]) not found; a recipe folder or a recipe.toml was expected.")
    exit 2
}

$project = [System.IO.Path]::Combine($PSScriptRoot, 'src', 'HubertAsr.Cli')
# The output is the result of the run, so the build speaks on stderr.
& dotnet build $project --configuration Release --nologo --verbosity quiet | ForEach-Object { [Console]::Error.WriteLine($_) }
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
& dotnet run --project $project --configuration Release --no-build -- run @args
exit $LASTEXITCODE
