/// The margins of one pair, as they stand in the store.
///
/// Bytes, least significant first: version 1 (1 byte), runs (1), epochs of each run (1 each), then all
/// margins as Float32, run after run. Names of runs are kept once, beside the blobs.
package enum MarginBlob {
  package static let version: UInt8 = 1

  /// Pair `i` of `dynamics`; runs and epochs past 255 are left out.
  package static func encode(_ dynamics: Dynamics, pair i: Int) -> [UInt8] {
    var writer = LittleEndianWriter()
    let runs = dynamics.runs.prefix(255)
    writer.add(version)
    writer.add(UInt8(runs.count))
    for run in runs { writer.add(UInt8(min(255, run.epochs.count))) }
    for run in runs { for epoch in run.epochs.prefix(255) { writer.add(epoch[i]) } }
    return writer.bytes
  }

  /// Margins by run and epoch; `nil` for bytes of another version or length.
  package static func decode(_ bytes: [UInt8]) -> [[Float]]? {
    var reader = LittleEndianReader(bytes)
    guard reader.integer(UInt8.self) == version, let runs = reader.integer(UInt8.self) else {
      return nil
    }
    var epochs: [Int] = []
    for _ in 0..<runs {
      guard let count = reader.integer(UInt8.self) else { return nil }
      epochs.append(Int(count))
    }
    var margins: [[Float]] = []
    for count in epochs {
      var run: [Float] = []
      for _ in 0..<count {
        guard let margin = reader.float() else { return nil }
        run.append(margin)
      }
      margins.append(run)
    }
    return reader.isAtEnd ? margins : nil
  }
}
