#!/usr/bin/env python3
"""The table of Tests/ScoringTests/Transport/GromovWassersteinTests.swift, made by POT (pip install pot).

Points come from SplitMix64, as in the test. For each problem POT starts at the product of the masses and at 4 random
plans, and the least value is kept, since neither problem is convex:
entropic_gromov_wasserstein (least E + eps sum T log T) and gromov_wasserstein (least E).
"""

import warnings

import numpy as np
import ot

MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def unit(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return ((z ^ (z >> 31)) >> 11) * 2.0**-53


def distances(count, dimension, seed):
    random = SplitMix64(seed)
    points = np.array([[random.unit() ** 2 for _ in range(dimension)] for _ in range(count)])
    matrix = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    return matrix / matrix.mean()


def value(target, source, plan):
    square = (target**2).mean() + (source**2).mean()
    return square - 2 * (plan * (target @ plan @ source)).sum()


def regularised(target, source, plan, epsilon):
    known = plan[plan > 0]
    return value(target, source, plan) + epsilon * (known * np.log(known)).sum()


def starts(n, m, seed):
    random = np.random.default_rng(seed)
    yield np.full((n, m), 1 / (n * m))
    for _ in range(4):
        plan = random.random((n, m)) ** 4
        yield ot.sinkhorn(np.full(n, 1 / n), np.full(m, 1 / m), -np.log(plan), 1.0)


def main():
    warnings.simplefilter("ignore")
    for n, m, dimension, share in [
        (12, 12, 1, 0.1), (12, 12, 2, 0.1), (14, 10, 2, 0.15), (16, 16, 3, 0.2), (20, 20, 2, 0.1),
        (10, 24, 2, 0.2), (15, 15, 8, 0.1), (18, 18, 2, 0.3), (8, 8, 2, 0.1), (24, 20, 2, 0.15),
    ]:
        target, source = distances(n, dimension, 100 + n), distances(m, dimension, 200 + m)
        product = (target**2).mean() + (source**2).mean() - 2
        epsilon = share * product
        p, q = np.full(n, 1 / n), np.full(m, 1 / m)
        entropic, plain = [], []
        for start in starts(n, m, n * m):
            plan = ot.gromov.entropic_gromov_wasserstein(
                target, source, p, q, "square_loss", epsilon=epsilon, G0=start, max_iter=150, tol=1e-9,
                solver="PGD", warmstart=True, numItermax=1000,
                stopThr=1e-9)
            # A plan whose masses are off is of no fixed point.
            if abs(plan.sum(0) - q).max() < 1e-6 and abs(plan.sum(1) - p).max() < 1e-6:
                entropic.append((regularised(target, source, plan, epsilon), value(target, source, plan),
                                 (plan**2).sum()))
            plan = ot.gromov.gromov_wasserstein(target, source, p, q, "square_loss", G0=start)
            plain.append(value(target, source, plan))
        best = min(entropic)
        print(f"    Row({n}, {m}, {dimension}, {share}, entropic: {best[1]:.6f}, regularised: {best[0]:.6f}, "
              f"squares: {best[2]:.6f}, plain: {max(0, min(plain)):.6f}),")


if __name__ == "__main__":
    main()
