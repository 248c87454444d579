#!/usr/bin/env bash
# Builds hubert-asr and runs a recipe; further arguments go to 'hubert-asr run' (see run --help).
#   ./run_recipe.sh recipes/demo
#   ./run_recipe.sh recipes/freetalk-base --set train.max_updates=1000 --dry-run
set -euo pipefail

if [ $# -eq 0 ]; then
    echo "usage: run_recipe.sh RECIPE [options of 'hubert-asr run']" >&2
    exit 2
fi
if ! command -v dotnet >/dev/null; then
    echo "run_recipe.sh: dotnet not found; the .NET 10 SDK was expected. Install it from https://dotnet.microsoft.com/download." >&2
    exit 4
fi

project="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/src/HubertAsr.Cli"
# stdout is the result of the run, so the build speaks on stderr.
dotnet build "$project" --configuration Release --nologo --verbosity quiet >&2
exec dotnet run --project "$project" --configuration Release --no-build -- run "$@"
