package import Foundation
internal import Records

/// The file of results: written as a whole after every cell, so that a killed evaluation goes on from it.
final class ResultFile {
  private let path: String?
  private var file: EvaluationFile?

  /// Reads what is there.
  init(_ path: String?) throws(WinnowError) {
    self.path = path
    guard let path, let data = FileManager.default.contents(atPath: path) else { return }
    guard let read = try? JSONDecoder().decode(EvaluationFile.self, from: data),
      read.format == EvaluationFile(corpus: read.corpus).format
    else {
      throw WinnowError(
        .badOption, "the file is there and holds no results of an evaluation: `\(path)`",
        hint: "name another file for `--json`")
    }
    file = read
  }

  /// Says which pairs the results are of; results of others are not mixed with them.
  func begin(_ corpus: CorpusFacts) throws(WinnowError) {
    guard let path else {
      file = EvaluationFile(corpus: corpus)
      return
    }
    if let file, file.corpus != corpus {
      throw WinnowError(
        .badOption, "the file holds results of other pairs: `\(path)`",
        hint: "name another file for `--json`, or remove it")
    }
    if file == nil { file = EvaluationFile(corpus: corpus) }
    let probe = path + ".winnow-tmp"
    guard FileManager.default.createFile(atPath: probe, contents: nil) else {
      throw Self.unwritable(path)
    }
    try? FileManager.default.removeItem(atPath: probe)
  }

  func has(table key: String) -> Bool { file?.tables.contains { $0.key == key } ?? false }

  /// Adds a cell, and a table that is done with it, and writes the file.
  ///
  /// They replace those of the same setting that other methods or another detector gave.
  func add(cell: CellResult?, table: TableResult?) throws(WinnowError) {
    guard var file else { return }
    if let cell {
      file.cells.removeAll {
        ($0.setting, $0.rate, $0.seed) == (cell.setting, cell.rate, cell.seed)
      }
      file.cells.append(cell)
      file.cells.sort { Self.place($0) < Self.place($1) }
    }
    if let table {
      file.tables.removeAll { ($0.setting, $0.rate) == (table.setting, table.rate) }
      file.tables.append(table)
      file.tables.sort { Self.place($0) < Self.place($1) }
    }
    self.file = file
    try write(file)
  }

  private static func place(_ cell: CellResult) -> (Int, Double, Int, String) {
    (Setting.order(named: cell.setting), cell.rate, cell.seed, cell.key)
  }

  private static func place(_ table: TableResult) -> (Int, Double, Int, String) {
    (Setting.order(named: table.setting), table.rate, table.seeds, table.key)
  }

  /// The file with those tables alone.
  func only(_ keys: [String]) -> EvaluationFile {
    var file =
      self.file
      ?? EvaluationFile(
        corpus: CorpusFacts(
          store: "", where: "", trusted: nil, folds: "", pairs: 0, groups: 0, digest: "",
          state: "", difficulty: "", exemptGenerators: [], files: []))
    file.tables = file.tables.filter { keys.contains($0.key) }
    return file
  }

  private func write(_ file: EvaluationFile) throws(WinnowError) {
    guard let path else { return }
    guard let bytes = file.json else { return }
    let temporary = path + ".winnow-tmp"
    do { try bytes.write(to: URL(fileURLWithPath: temporary)) } catch {
      throw Self.unwritable(path)
    }
    guard unsafe rename(temporary, path) == 0 else { throw Self.unwritable(path) }
  }

  private static func unwritable(_ path: String) -> WinnowError {
    WinnowError(
      WinnowError.Code("unwritable-file", exitStatus: 2), "the file cannot be written: `\(path)`",
      hint: "is the folder there, and may you write in it?")
  }
}

extension EvaluationFile {
  /// As it is written: keys in order, the same bytes for the same numbers.
  package var json: Data? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { $0 + Data("\n".utf8) }
  }
}
