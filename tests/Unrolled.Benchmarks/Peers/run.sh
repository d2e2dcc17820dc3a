#!/bin/bash
# Measures other programs on the tasks of this benchmark, on one core and with one thread, each checked against a reference before it is timed.
#   bash run.sh WORKDIR [plain|rtneural|onednn|onnxruntime|pytorch …]      prints: peer task kind I H [T B] value unit; # begins a comment
# For Debian and Ubuntu. What is missing is installed, by apt for the system and by npm in WORKDIR. CORE chooses the core; the last one unless given.
# RTNEURAL is a folder with RTNeural's sources and those of its submodules; without it, they are cloned into WORKDIR.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=${1:?a folder to work in}
shift
mkdir -p "$work"
work=$(cd "$work" && pwd)
core=${CORE:-$(($(nproc --all) - 1))}
python=/usr/bin/python3    # where the system's packages are; another one may come first in PATH

need() {
    local package missing=() root=()
    for package; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    if ((${#missing[@]})); then
        ((EUID)) && root=(sudo)
        { "${root[@]}" apt-get update -qq; "${root[@]}" apt-get install -y -qq "${missing[@]}"; } >&2
    fi
}

version() { echo "# $1 $(dpkg-query -W -f '${Version}' "$1")"; }

# What chooses a processor for a library, or a number of threads, is not taken over from the caller.
pinned() {
    env -u OPENBLAS_CORETYPE -u DNNL_MAX_CPU_ISA -u ONEDNN_MAX_CPU_ISA OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1 taskset -c "$core" "$@"
}

compile() { "${compiler:-g++}" -std=c++17 -O3 "${@:2}" -o "$work/$1"; }

# Of the lines with the same name, the one with the least time.
best() {
    awk '{ name = $1; for (i = 2; i < NF - 1; i++) name = name " " $i }
        !(name in least) { order[count++] = name; least[name] = $(NF - 1); unit[name] = $NF }
        $(NF - 1) + 0 < least[name] + 0 { least[name] = $(NF - 1) }
        END { for (i = 0; i < count; i++) print order[i], least[order[i]], unit[order[i]] }'
}

plain() {
    need g++
    echo "# $(g++ --version | head -1)"
    # Which width of vectors is better depends on the shape, and the compiler does not know.
    if [[ $(uname -m) == x86_64 ]]; then
        local width
        for width in 256 512; do
            compile "plain-$width" -march=native -mprefer-vector-width="$width" -ffast-math "$here/plain.cpp"
        done
        compile plain-avx2 -march=haswell -ffast-math -DPEER='"plain-c++-avx2"' "$here/plain.cpp"
        { pinned "$work/plain-256"; pinned "$work/plain-512"; } | best
        pinned "$work/plain-avx2"
    else
        compile plain -march=native -ffast-math "$here/plain.cpp"
        pinned "$work/plain"
    fi
}

# Both of its vectorised back ends, by both compilers: which is best depends on the shape.
rtneural() {
    need g++ clang git
    local sources=${RTNEURAL:-$work/RTNeural} alignment=16 compiler backend
    if [[ ! -d $sources ]]; then
        git clone --quiet --depth 1 --recurse-submodules --shallow-submodules https://github.com/jatinchowdhury18/RTNeural "$sources" >&2
    fi
    [[ $(uname -m) == x86_64 ]] && alignment=32
    for compiler in g++ clang++; do
        echo "# $("$compiler" --version | head -1)"
        for backend in EIGEN XSIMD; do
            # Eigen keeps a layer's matrices within the layer; it would refuse the large ones.
            compile "rtneural-$compiler-$backend" -march=native -ffast-math -DRTNEURAL_USE_$backend=1 -DRTNEURAL_DEFAULT_ALIGNMENT="$alignment" \
                -DEIGEN_STACK_ALLOCATION_LIMIT=0 -I"$sources" -I"$sources/modules/Eigen" -I"$sources/modules/xsimd/include" "$here/rtneural.cpp"
        done
    done
    # With AVX-512, clang's program of xsimd aborts at a store whose place is not aligned: what it has printed counts. Any other failure ends the run.
    local status aborted=$((128 + 6))
    for backend in "$work"/rtneural-*; do
        status=0
        pinned "$backend" || status=$?
        ((status == 0 || status == aborted)) || exit "$status"
        ((status == 0)) || echo "${backend##*/} aborts here." >&2
    done | best
}

onednn() {
    need g++ libdnnl-dev
    version libdnnl-dev
    compile onednn -march=native "$here/onednn.cpp" -ldnnl
    pinned "$work/onednn"
}

onnxruntime() {
    need g++ python3-onnx python3-numpy
    command -v npm >/dev/null || need npm
    # Its script would fetch libraries for graphics cards; the one for the processor is in the package.
    [[ -d $work/npm/node_modules/onnxruntime-node ]] || npm install --prefix "$work/npm" --ignore-scripts --no-audit --no-fund --silent onnxruntime-node >&2
    local processor=x64 library
    [[ $(uname -m) == aarch64 ]] && processor=arm64
    library=$(find "$work/npm" -path "*/linux/$processor/*" -name 'libonnxruntime.so*' | sort | head -1)
    mkdir -p "$work/onnx"
    PYTHONDONTWRITEBYTECODE=1 "$python" "$here/make_onnx.py" "$work/onnx"
    compile onnxruntime "$here/onnxruntime.cpp" -ldl
    pinned "$work/onnxruntime" "$library" "$work/onnx"
}

pytorch() {
    # Without OpenBLAS, PyTorch multiplies with the reference BLAS, several times slower.
    need python3-torch python3-numpy libopenblas0-pthread
    version python3-torch
    version libopenblas0-pthread
    pinned "$python" "$here/pytorch.py"
}

(($#)) || set -- plain rtneural onednn onnxruntime pytorch
for peer; do
    case $peer in
        plain | rtneural | onednn | onnxruntime | pytorch) "$peer" ;;
        *) echo "No peer '$peer': plain, rtneural, onednn, onnxruntime, pytorch." >&2; exit 2 ;;
    esac
done
