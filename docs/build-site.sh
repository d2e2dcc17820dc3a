#!/usr/bin/env bash
# Builds the pages of this repository and those of the API as a site, into artifacts/site.
# The libraries must have been built: dotnet build Generated.sln -c Release. A broken link is an error, and so is whatever else docfx warns of.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
stage=artifacts/docfx
rm -rf "$stage" artifacts/site
mkdir -p "$stage"

# All pages, in one folder with the configuration: docfx knows no file above its own.
mapfile -t pages < <(find README.md CHANGELOG.md CONTRIBUTING.md docs samples -name '*.md' -not -path '*/bin/*' -not -path '*/obj/*')
tar -c LICENSE docs "${pages[@]}" | tar -x -C "$stage"
mv "$stage/docs/docfx.json" "$stage/docs/toc.yml" "$stage"

# Files that pages link to come along, C# as a page of its own; a link to a folder becomes plain text.
for page in "${pages[@]}"; do
  folder=$(dirname "$page")
  while read -r target; do
    file=$(realpath -m --relative-to . "$folder/$target")
    if [[ -d $file ]]; then
      sed -i -E "s|\[([^]]*)\]\(${target//./\\.}\)|\1|g" "$stage/$page"
    elif [[ $file == *.cs && -f $file ]]; then
      mkdir -p "$stage/$(dirname "$file")"
      { printf '# %s\n\n```csharp\n' "$file"; cat "$file"; printf '```\n'; } >"$stage/$file.md"
      sed -i "s|](${target//./\\.})|](${target}.md)|g" "$stage/$page"
    elif [[ -f $file && ! -e $stage/$file ]]; then
      tar -c "$file" | tar -x -C "$stage"
    fi
  done < <(sed -E '/^ *```/,/^ *```/d; s/`[^`]*`/`x`/g' "$page" | grep -oE '\]\([^)#: ]+' | cut -c3- | sort -u)
done

# The playground: CI has published it before the tests.
[[ -n ${CI:-} && -d artifacts/playground/wwwroot ]] || dotnet publish samples/Playground -c Release -o artifacts/playground
cp -r artifacts/playground/wwwroot "$stage/playground"
sed -i 's|](wwwroot/index\.html)|](../../playground/index.html)|' "$stage/samples/Playground/README.md"
rm "$stage/samples/Playground/wwwroot/index.html"

dotnet tool restore
dotnet docfx metadata "$stage/docfx.json" --warningsAsErrors
dotnet docfx build "$stage/docfx.json" --warningsAsErrors
cp artifacts/site/README.html artifacts/site/index.html
