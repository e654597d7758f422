/// What tells the two responses of a pair apart, in standardised features, column by column.
///
/// Features are centred on their mean over the responses and divided by their standard deviation; a
/// constant one is 0, and so is a value that is not finite. Row i of column j is f_j(first) −
/// f_j(second). Memory: 4 bytes per pair and feature.
struct PairContrasts: Sendable {
  let pairs: Int
  let dimension: Int
  /// Shape (dimension, pairs): a column stands together.
  let columns: [Float]
  /// ‖f(second)‖² − ‖f(first)‖² over its root mean square, shape (pairs): how much nearer the first is to
  /// the mean. Zeros for inner products.
  let centrality: [Float]
  /// That root mean square; 0 where there is none.
  let centralityScale: Double
  /// Feature values that were not finite.
  let broken: Int

  init(
    _ features: [Float], dimension: Int, responses: ComparedResponses, pairCount: Int,
    usesDistance: Bool
  ) {
    let dimension = max(0, dimension)
    let count = min(
      responses.responseCount, dimension > 0 ? features.count / dimension : 0)
    var scaled = [Float](features.prefix(count * dimension))
    broken = scaled.count { !$0.isFinite }
    for j in 0..<dimension { Self.standardise(&scaled, column: j, dimension, count) }
    var columns = [Float](repeating: 0, count: pairCount * dimension)
    var nearer = [Double](repeating: 0, count: pairCount)
    for i in 0..<pairCount where responses.isUsable(i) {
      let (a, b) = (Int(responses.first[i]), Int(responses.second[i]))
      guard a < count, b < count else { continue }
      for j in 0..<dimension {
        let (x, y) = (scaled[a * dimension + j], scaled[b * dimension + j])
        columns[j * pairCount + i] = x - y
        nearer[i] += Double(y) * Double(y) - Double(x) * Double(x)
      }
    }
    let square = nearer.reduce(0) { $0 + $1 * $1 } / Double(max(1, pairCount))
    let scale = usesDistance && square > 1e-12 ? square.squareRoot() : 0
    self.columns = columns
    centrality = nearer.map { scale > 0 ? Float($0 / scale) : 0 }
    centralityScale = scale
    pairs = pairCount
    self.dimension = dimension
  }

  private static func standardise(
    _ values: inout [Float], column: Int, _ dimension: Int, _ count: Int
  ) {
    let places = stride(from: column, to: count * dimension, by: dimension)
    var sum = 0.0
    var finite = 0.0
    for k in places where values[k].isFinite {
      sum += Double(values[k])
      finite += 1
    }
    let mean = finite > 0 ? sum / finite : 0
    var squares = 0.0
    for k in places where values[k].isFinite {
      squares += (Double(values[k]) - mean) * (Double(values[k]) - mean)
    }
    let deviation = finite > 0 ? (squares / finite).squareRoot() : 0
    let isConstant = deviation <= 1e-9 * max(1, mean.magnitude)
    for k in places {
      values[k] =
        values[k].isFinite && !isConstant ? Float((Double(values[k]) - mean) / deviation) : 0
    }
  }
}
