#!/usr/bin/env bash
# compare.sh A B [FILTER…]: the quick figures of two benchmark programs in alternating rounds on one core, a line each: medians and best of both, and B/A.
# A and B are programs, with variables before them if need be:   compare.sh ./jit/Unrolled.Benchmarks 'DOTNET_EnableAVX512=0 ./aot/Unrolled.Benchmarks.Native' 'step lstm 28 64' 'train gru'
# ROUNDS (7) and CORE (the last one) may be set. As root on Linux the core is theirs alone while they run.
set -euo pipefail
if (($# < 2)); then
  sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
read -ra programs_a <<<"$1"
read -ra programs_b <<<"$2"
shift 2
filters=("$@")
((${#filters[@]})) || filters=('')
rounds=${ROUNDS:-7} core=${CORE:-$(($(nproc --all) - 1))}
pinned=(taskset -c "$core")
if chrt -r 1 true 2>/dev/null; then
  pinned+=(chrt -r 1)
fi

# once NAME FILTER COMMAND…: lines 'NAME|task kind I H …|value|unit' of one run.
once() {
  local name=$1 filter=$2
  shift 2
  # The filter is words of the program's own.
  # shellcheck disable=SC2086
  "${pinned[@]}" env "$@" quick $filter | awk -v name="$name" '
    /^unrolled / { sub(/ *#.*/, ""); value = $(NF - 1); unit = $NF; NF -= 2; print name "|" $0 "|" value "|" unit }'
}

for ((round = 0; round < rounds; round++)); do
  for filter in "${filters[@]}"; do
    if ((round % 2)); then
      once B "$filter" "${programs_b[@]}"
      once A "$filter" "${programs_a[@]}"
    else
      once A "$filter" "${programs_a[@]}"
      once B "$filter" "${programs_b[@]}"
    fi
  done
done | awk -F'|' '
  !($2 in unit) { unit[$2] = $4; order[++lines] = $2 }
  { values[$1, $2, ++count[$1, $2]] = $3 }
  # Sorts the values of a line and gives the one at a share of them.
  function at(who, line, share,    n, i, j, v) {
    n = count[who, line]
    for (i = 2; i <= n; i++) {
      v = values[who, line, i]
      for (j = i - 1; j >= 1 && values[who, line, j] + 0 > v + 0; j--)
        values[who, line, j + 1] = values[who, line, j]
      values[who, line, j + 1] = v
    }
    return values[who, line, int((n - 1) * share) + 1]
  }
  END {
    printf "%-36s %10s %10s %6s %10s %10s %6s\n", "line", "A median", "B median", "B/A", "A best", "B best", "B/A"
    for (i = 1; i <= lines; i++) {
      line = order[i]
      if (!count["A", line] || !count["B", line])
        continue
      a = at("A", line, 0.5); b = at("B", line, 0.5); c = at("A", line, 0); d = at("B", line, 0)
      printf "%-36s %10s %10s %6.3f %10s %10s %6.3f\n", line " " unit[line], a, b, b / a, c, d, d / c
    }
  }'
