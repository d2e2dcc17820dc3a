// Times figures in alternating rounds, so that a drift of the machine meets them all, and prints the median of each, as Measurement.cs does.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace peers {

struct Figure {
    std::string name;                 // peer task kind I H [T B]
    std::string unit;
    double per_second;                // units in a second of one repetition
    std::function<void(long)> run;    // repeats what is timed that many times
};

inline double seconds(const Figure& figure, long count) {
    auto start = std::chrono::steady_clock::now();
    figure.run(count);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline void print(const std::vector<Figure>& figures, int rounds = 9, double least = 0.012) {
    // Twice, because what interrupts the program while it counts makes the count too small.
    std::vector<long> counts(figures.size());
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < figures.size(); i++) {
            long count = 1;
            double time;
            while ((time = seconds(figures[i], count)) < least / 4)
                count *= 2;
            counts[i] = std::max({1L, counts[i], long(count * least / time)});
        }
    }
    std::vector<std::vector<double>> times(figures.size());
    for (int round = 0; round < rounds; round++) {
        for (size_t i = 0; i < figures.size(); i++) {
            if (counts[i] > 1)
                figures[i].run(std::max(1L, counts[i] / 8));
            times[i].push_back(seconds(figures[i], counts[i]) / counts[i]);
        }
    }
    for (size_t i = 0; i < figures.size(); i++) {
        std::sort(times[i].begin(), times[i].end());
        double value = times[i][rounds / 2] * figures[i].per_second;
        std::printf("%s %.*f %s\n", figures[i].name.c_str(), value >= 1000 ? 0 : value >= 10 ? 1 : value >= 1 ? 3 : 5, value, figures[i].unit.c_str());
    }
}

}  // namespace peers
