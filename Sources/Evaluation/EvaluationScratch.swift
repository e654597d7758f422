internal import Foundation
internal import Records

/// A folder beside the store for features and for the scores of cells whose table is not done.
///
/// It outlives a kill, so that a second run finds the scores, and goes when everything is done.
struct EvaluationScratch: Sendable {
  let path: String

  /// - Parameter out: the file of results: evaluations into other files have other folders.
  init(store: String, out: String?) throws(WinnowError) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let name = out.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? "\(getpid())"
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    path = "\(store)-evaluate-\(String(hash, radix: 16))"
    do {
      try FileManager.default.createDirectory(
        atPath: path + "/cells", withIntermediateDirectories: true)
    } catch {
      throw WinnowError(
        WinnowError.Code("scratch", exitStatus: 1),
        "the folder for scratch files cannot be made: `\(path)`",
        hint: "it lies beside the store; may you write there?")
    }
  }

  private func file(_ key: String) -> String { "\(path)/cells/\(key)" }

  /// What an earlier run has kept; `nil` without that, or if it is damaged.
  func columns(_ key: String) -> [[Double]]? {
    guard let data = FileManager.default.contents(atPath: file(key)), data.count >= 16 else {
      return nil
    }
    let words = data.count / 8
    func word(_ i: Int) -> UInt64 {
      unsafe data.withUnsafeBytes {
        unsafe $0.loadUnaligned(fromByteOffset: i * 8, as: UInt64.self)
      }
    }
    let (columns, rows) = (word(0), word(1))
    guard columns < 1000, rows < 1 << 32, words == 2 + Int(columns * rows) else { return nil }
    return (0..<Int(columns)).map { column in
      (0..<Int(rows)).map { Double(bitPattern: word(2 + column * Int(rows) + $0)) }
    }
  }

  /// Keeps the columns of a cell.
  func keep(_ columns: [[Double]], _ key: String) throws(WinnowError) {
    var words: [UInt64] = [UInt64(columns.count), UInt64(columns.first?.count ?? 0)]
    for column in columns { words += column.map(\.bitPattern) }
    let data = unsafe words.withUnsafeBytes { unsafe Data($0) }
    do { try data.write(to: URL(fileURLWithPath: file(key)), options: .atomic) } catch {
      throw WinnowError(
        WinnowError.Code("scratch", exitStatus: 1),
        "a scratch file cannot be written: `\(file(key))`", hint: "is there room on the disk?")
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
