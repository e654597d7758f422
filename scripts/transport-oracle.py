#!/usr/bin/env python3
"""The table of Tests/ScoringTests/Transport/GromovWassersteinTests.swift, made by POT (pip install pot).

Points come from SplitMix64, as in the test. For each problem POT starts at the product of the masses and at 3 random
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
    for _ in range(3):
        plan = random.random((n, m)) ** 4
        yield ot.sinkhorn(np.full(n, 1 / n), np.full(m, 1 / m), -np.log(plan), 1.0)


def descended(target, source, start, epsilon):
    """The plan POT rests at, or None where it does not rest, or where its masses are off."""
    n, m = start.shape
    p, q = np.full(n, 1 / n), np.full(m, 1 / m)
    plan, log = ot.gromov.entropic_gromov_wasserstein(
        target, source, p, q, "square_loss", epsilon=epsilon, G0=start, solver="PGD", max_iter=100, tol=1e-5,
        numItermax=2000, stopThr=1e-9, log=True)
    off = max(abs(plan.sum(0) - q).max(), abs(plan.sum(1) - p).max())
    return plan if log["err"][-1] <= 1e-5 and off < 1e-6 else None


def main():
    warnings.simplefilter("ignore")
    print(f"    // POT {ot.__version__}, NumPy {np.__version__}")
    for n, m, dimension, share in [
        (8, 8, 2, 0.2), (9, 9, 1, 0.3), (10, 7, 2, 0.2), (7, 15, 3, 0.3), (12, 12, 2, 0.25), (12, 12, 1, 0.2),
        (14, 10, 2, 0.3), (16, 16, 3, 0.2), (8, 8, 2, 0.1), (12, 12, 2, 0.1),
    ]:
        target, source = distances(n, dimension, 100 + n), distances(m, dimension, 200 + m)
        epsilon = share * ((target**2).mean() + (source**2).mean() - 2)
        places = np.outer(np.arange(n), np.arange(m))
        entropic, plain = [], []
        for start in starts(n, m, n * m):
            plan = descended(target, source, start, epsilon)
            if plan is not None:
                entropic.append((regularised(target, source, plan, epsilon), value(target, source, plan),
                                 (plan**2).sum(), (plan * places).sum()))
            plain.append(value(target, source, ot.gromov.gromov_wasserstein(
                target, source, np.full(n, 1 / n), np.full(m, 1 / m), "square_loss", G0=start)))
        if not entropic:
            print(f"    // {n} x {m} in {dimension}: POT does not rest", flush=True)
            continue
        best = min(entropic)
        alike = sum(own[0] < best[0] + 1e-6 for own in entropic)
        print(f"    Row({n}, {m}, {dimension}, {share}, entropic: {best[1]:.6f}, regularised: {best[0]:.6f}, "
              f"squares: {best[2]:.6f}, places: {best[3]:.5f}, plain: {max(0, min(plain)):.6f}),"
              f"  // {len(entropic)} at rest, {alike} there", flush=True)


if __name__ == "__main__":
    main()
