#!/bin/bash
# How much longer a project of 60 models builds than an empty one, with the generators of one or several checkouts in turn:
#   tests/Unrolled.Benchmarks/build-time.sh ROUNDS CHECKOUT…
# Before, in each: dotnet build runtime/Unrolled -c Release && dotnet build generator/Unrolled.Generator -c Release
set -euo pipefail
rounds=$1
shift
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

project() { # NAME CHECKOUT
    mkdir -p "$work/$1"
    local generator="$2/generator/Unrolled.Generator/bin/Release/netstandard2.0"
    cat > "$work/$1/$1.csproj" <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <Reference Include="$2/runtime/Unrolled/bin/Release/net10.0/Unrolled.dll" />
    <Analyzer Include="$generator/Unrolled.Generator.dll" />
    <Analyzer Include="$generator/Unrolled.Compiler.dll" />
  </ItemGroup>
</Project>
EOF
    (cd "$work/$1" && dotnet restore > restore.log)
}

seconds() { # NAME
    cd "$work/$1"
    rm -rf bin obj/Debug
    local start
    start=$(date +%s.%N)
    dotnet build --no-restore > build.log || { cat build.log; exit 1; }
    echo "$(date +%s.%N) - $start" | bc
}

models() {
    local number=0 size cell
    echo "using Unrolled;"
    for size in 8 12 16 20 24 32 40 48 64 80 96 112 128 192 256; do
        for cell in "Lstm($size)" "Lstm($size, Peepholes = Peepholes.All)" "Gru($size)" "Gru($size, Reset = Reset.Before)"; do
            echo "[Model(Inputs = $((size / 4 + 4)))] [$cell] [Dense(10)] public partial class Model$number;"
            number=$((number + 1))
        done
    done
}

project empty "$(realpath "$1")"
number=0
for checkout in "$@"; do
    project "models$number" "$(realpath "$checkout")"
    models > "$work/models$number/Models.cs"
    number=$((number + 1))
done

for ((round = 1; round <= rounds; round++)); do
    line="round $round: empty $(seconds empty) s"
    for ((k = 0; k < number; k++)); do
        line+=", ${*:k+1:1} $(seconds "models$k") s"
    done
    echo "$line"
done
