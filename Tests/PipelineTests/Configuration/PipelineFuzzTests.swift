import Pipeline
import Records
import Testing

@Suite struct PipelineFuzzTests {
  @Test func `every truncation of a good file is read or refused`() throws {
    let bytes = Array(fullPipeline.utf8)
    var refused = 0
    for count in 0...bytes.count {
      do throws(WinnowError) {
        let file = try PipelineFile(bytes: Array(bytes[..<count]), file: "p.yaml")
        #expect(!file.sources.isEmpty)
      } catch {
        refused += 1
        check(error, bytes: Array(bytes[..<count]))
      }
    }
    #expect(refused > 200 && refused < bytes.count)
  }

  @Test(arguments: 0..<1_500 as Range<UInt64>)
  func `any damage to a good file is read or refused`(seed: UInt64) {
    var random = SplitMix(state: seed)
    var bytes = Array(fullPipeline.utf8)
    for _ in 0...Int(random.next() % 4) { damage(&bytes, &random) }
    do throws(WinnowError) {
      let file = try PipelineFile(bytes: bytes, file: "p.yaml")
      for stage in file.stages { try file.reader(for: stage).finish() }
    } catch {
      check(error, bytes: bytes)
    }
  }

  @Test(arguments: 0..<500 as Range<UInt64>)
  func `any argument of set is applied or refused`(seed: UInt64) {
    var random = SplitMix(state: seed)
    let pieces = [
      "seed", "stages", ".", "\"", "[", "]", "=", "0", "1", "filters.length", "\"filters.length\"",
      "strict", "sources", "hh", "path", "é", "*", "{a: ", "}", "~", "\\", "\n", "\u{0}", "-",
      "&x ",
      "exports", "999999999999999999999",
    ]
    var argument = ""
    for _ in 0..<Int(random.next() % 12) {
      argument += pieces[Int(random.next() % UInt64(pieces.count))]
    }
    do throws(WinnowError) {
      _ = try PipelineFile(
        bytes: Array(fullPipeline.utf8), file: "p.yaml", overrides: [argument, "seed=3"])
    } catch {
      check(error, bytes: Array(argument.utf8))
    }
  }

  /// An error must be printable: one that a person can act on, with a caret under its own line.
  private func check(_ error: WinnowError, bytes: [UInt8]) {
    #expect(error.code.exitStatus == 2)
    #expect(!error.message.isEmpty && !error.message.hasSuffix("."))
    if let mark = error.mark, let line = mark.line, let column = mark.column {
      #expect(line >= 1 && column >= 1)
      #expect(column <= (mark.excerpt?.count ?? .max) + 1, "\(error)")
    }
    for scalar in error.description.unicodeScalars where scalar != "\n" {
      #expect(scalar.properties.generalCategory != .control, "\(error)")
    }
  }

  private func damage(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    guard !bytes.isEmpty else { return }
    let at = Int(random.next() % UInt64(bytes.count))
    let special = Array("\t \n:-?*&!|>%@`'\"{}[],#<~\\\r0\u{0}éx".utf8)
    let other = Int(random.next() % UInt64(bytes.count))
    switch random.next() % 6 {
    case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes[at] = special[Int(random.next() % UInt64(special.count))]
    case 2: bytes.remove(at: at)
    case 3: bytes.insert(special[Int(random.next() % UInt64(special.count))], at: at)
    case 4: bytes.insert(contentsOf: bytes[min(at, other)..<max(at, other)], at: at)
    default: bytes.removeSubrange(min(at, other)..<min(max(at, other), min(at, other) + 40))
    }
  }
}
