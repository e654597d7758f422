internal import Records
internal import Synchronization

/// What the other pairs of a prompt say of a pair: answers that look alike should fare alike.
///
/// A Gaussian process over the residuals of a group's labels, r = y − σ(m), m the combined margin: the kernel of
/// two pairs is the cosine of their character differences (its sign carries which answer is which). The pair's
/// own label is left out exactly, by u_i = r_i − [A⁻¹r]_i / [A⁻¹]_ii with A = τK + I (Rasmussen and Williams
/// 2006, 5.4.2). Groups of one pair get 0.
///
/// It believes that mistakes within a prompt are independent. One careless annotator who judged all pairs of a
/// prompt, or labels that follow length, it confirms rather than finds.
package struct PromptConsistency: Sendable, Equatable {
  /// How much of the residuals is shared: each gives a column.
  package var strengths: [Double]
  /// Pairs that are looked at together; larger groups are cut in the order of the rows.
  package var largest: Int

  package init(strengths: [Double] = [0.1, 0.5, 2], largest: Int = 96) {
    self.strengths = strengths
    self.largest = max(2, largest)
  }

  /// - Parameters:
  ///   - kernel: differences whose cosine says how alike two pairs are.
  ///   - margins: of the given label, in logits, shape (pairs).
  /// - Returns: a column per strength, of the given label, each of shape (pairs), times 4: a residual of ¼
  ///   is worth a logit.
  /// - Complexity: per group of n pairs with e entries each, O(n²e + strengths · n³).
  package func columns(
    _ rows: PairRows, kernel: SparseRows, margins: [Double], workers: Int
  ) -> [[Double]] {
    var members: [PublicID: [Int]] = [:]
    for (i, fact) in rows.facts.enumerated() { members[fact.group, default: []].append(i) }
    // By first row, so that who works on what does not depend on the order of a dictionary.
    let chunks = members.values.flatMap { group in
      stride(from: 0, to: group.count, by: largest).map {
        Array(group[$0..<min($0 + largest, group.count)])
      }
    }.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    let means = Mutex([[[Double]]](repeating: [], count: chunks.count))
    Parallel.forEach(chunks.count, workers: workers) { index in
      let found = leftOut(chunks[index], rows, kernel, margins)
      means.withLock { $0[index] = found }
    }
    var columns = strengths.map { _ in [Double](repeating: 0, count: rows.count) }
    for (chunk, found) in zip(chunks, means.withLock { $0 }) {
      for (k, values) in found.enumerated() {
        for (i, value) in zip(chunk, values) {
          columns[k][i] = 4 * (rows.facts[i].firstIsBetter ? value : -value)
        }
      }
    }
    return columns
  }

  /// Means for the pairs of a chunk, first over second, by strength.
  private func leftOut(
    _ chunk: [Int], _ rows: PairRows, _ kernel: SparseRows, _ margins: [Double]
  ) -> [[Double]] {
    let residuals = chunk.map { i in
      let first = rows.facts[i].firstIsBetter
      return (first ? 1 : 0) - Numerics.sigmoid(first ? margins[i] : -margins[i])
    }
    let alike = Self.cosines(chunk, kernel)
    return strengths.map { strength in
      var matrix = alike.map { $0 * strength }
      for i in chunk.indices { matrix[i * chunk.count + i] += 1 }
      guard let inverse = Self.inverse(matrix, chunk.count) else {
        return chunk.map { _ in 0 }
      }
      return chunk.indices.map { i in
        var sum = 0.0
        for j in chunk.indices { sum += inverse[i * chunk.count + j] * residuals[j] }
        let own = inverse[i * chunk.count + i]
        return own > 1e-12 ? residuals[i] - sum / own : 0
      }
    }
  }

  /// Cosines of all pairs of a chunk, shape (n, n); 0 where a row is empty.
  static func cosines(_ chunk: [Int], _ kernel: SparseRows) -> [Double] {
    let n = chunk.count
    var lengths = [Double](repeating: 0, count: n)
    var products = [Double](repeating: 0, count: n * n)
    for (i, row) in chunk.enumerated() {
      lengths[i] = dot(row, row, kernel).squareRoot()
      for j in 0..<i {
        let product = dot(row, chunk[j], kernel)
        products[i * n + j] = product
        products[j * n + i] = product
      }
    }
    for i in 0..<n {
      for j in 0..<n where i != j {
        let scale = lengths[i] * lengths[j]
        products[i * n + j] = scale > 1e-12 ? products[i * n + j] / scale : 0
      }
      products[i * n + i] = lengths[i] > 1e-12 ? 1 : 0
    }
    return products
  }

  /// The product of two rows, whose indices ascend.
  private static func dot(_ a: Int, _ b: Int, _ kernel: SparseRows) -> Double {
    let one = unsafe kernel[a]
    let other = unsafe kernel[b]
    var (i, j) = (0, 0)
    var sum: Float = 0
    let (countA, countB) = unsafe (one.count, other.count)
    while i < countA && j < countB {
      let (x, y) = unsafe (one.indices[i], other.indices[j])
      if x == y { unsafe sum += one.values[i] * other.values[j] }
      // Both steps without a branch: which of the two is ahead is as good as random.
      i += x <= y ? 1 : 0
      j += y <= x ? 1 : 0
    }
    return sum.isFinite ? Double(sum) : 0
  }

  /// The inverse of a symmetric positive definite matrix by Cholesky's decomposition; `nil` if it is none.
  static func inverse(_ matrix: [Double], _ n: Int) -> [Double]? {
    var lower = matrix
    for j in 0..<n {
      var diagonal = lower[j * n + j]
      for k in 0..<j { diagonal -= lower[j * n + k] * lower[j * n + k] }
      guard diagonal > 1e-12 else { return nil }
      let root = diagonal.squareRoot()
      lower[j * n + j] = root
      for i in (j + 1)..<max(n, j + 1) {
        var sum = lower[i * n + j]
        for k in 0..<j { sum -= lower[i * n + k] * lower[j * n + k] }
        lower[i * n + j] = sum / root
      }
    }
    // Columns of the inverse of the lower triangle, then A⁻¹ = L⁻ᵀ L⁻¹.
    var half = [Double](repeating: 0, count: n * n)
    for j in 0..<n {
      half[j * n + j] = 1 / lower[j * n + j]
      for i in (j + 1)..<max(n, j + 1) {
        var sum = 0.0
        for k in j..<i { sum -= lower[i * n + k] * half[k * n + j] }
        half[i * n + j] = sum / lower[i * n + i]
      }
    }
    var inverse = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        var sum = 0.0
        for k in i..<n { sum += half[k * n + i] * half[k * n + j] }
        inverse[i * n + j] = sum
        inverse[j * n + i] = sum
      }
    }
    return inverse
  }
}
