import Foundation
import Records

@testable import Ingest

/// Bytes from memory, handed out in pieces of the given sizes, one after another and over again.
final class MemorySource: ByteSource {
  private let bytes: [UInt8]
  private let pieces: [Int]
  private let failure: ContainerError?
  private var position = 0
  private var turn = 0

  init(_ bytes: [UInt8], pieces: [Int] = [.max], failure: ContainerError? = nil) {
    self.bytes = bytes
    self.pieces = pieces
    self.failure = failure
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    let count = min(buffer.count, bytes.count - position, pieces[turn % pieces.count])
    turn += 1
    if count == 0, let failure { throw failure }
    unsafe buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}

/// A reading in words: a record as compact JSON, or the reason it was refused.
struct Seen: Equatable, CustomStringConvertible {
  var number: UInt32
  var line: UInt64
  var offset: UInt64
  var text: String
  var detail = ""

  var description: String { "\(number)@\(line)/\(offset) \(text) \(detail)" }
}

/// Everything that was read of a text.
struct ReadAll {
  var seen: [Seen] = []
  var repairs = RepairCounts()
  var failure: ContainerError?
  var shape: RecordShape?

  var texts: [String] { seen.map(\.text) }
  var words: [String: UInt64] {
    Dictionary(uniqueKeysWithValues: repairs.byWord.map { ($0.word, $0.count) })
  }

  init(
    _ text: String, shape: RecordShape? = nil, at pointer: JSONPointer? = nil,
    limits: RecordLimits = RecordLimits()
  ) {
    self.init(bytes: Array(text.utf8), shape: shape, at: pointer, limits: limits)
  }

  init(
    bytes: [UInt8], shape: RecordShape? = nil, at pointer: JSONPointer? = nil,
    limits: RecordLimits = RecordLimits(), skip: UInt32 = 0, pieces: [Int] = [.max],
    blockBytes: Int = 1 << 20, failure: ContainerError? = nil
  ) {
    let reader = RecordReader(
      source: MemorySource(bytes, pieces: pieces, failure: failure), shape: shape,
      elementsAt: pointer, limits: limits, skip: skip, path: "memory", blockBytes: blockBytes)
    let arena = ByteArena(capacity: 256)
    do throws(ContainerError) {
      while let reading = try reader.next(into: arena, repairs: &repairs) {
        var item = Seen(
          number: reading.number, line: reading.line, offset: reading.byteOffset, text: "")
        switch reading.outcome {
        case .record(let value): item.text = arena.string(value.appendCompact(to: arena))
        case .refused(let error):
          item.text = error.reason.description
          item.detail = error.detail
        }
        seen.append(item)
      }
    } catch {
      self.failure = error
    }
    self.shape = reader.shape
  }
}

/// A small generator whose numbers depend on the seed alone.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) {
    // Not a multiple of the step, or neighbouring seeds would give parts of one sequence.
    state = seed &* 0xD134_2543_DE82_EF95 &+ 1
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}

/// Random JSON text, written with random blanks and escapes.
struct JSONWriter {
  var random: Seeded

  init(seed: UInt64) { random = Seeded(seed) }

  mutating func object(depth: Int = 0) -> String {
    var keys: Set<String> = []
    var parts: [String] = []
    for i in 0..<random.below(depth == 0 ? 8 : 5) {
      let key = random.chance(0.2) ? text() + "\(i)" : "k\(i)"
      guard keys.insert(key).inserted else { continue }
      parts.append(
        blank() + quoted(key) + blank() + ":" + blank() + value(depth: depth + 1) + blank())
    }
    return "{" + (parts.isEmpty ? blank() : parts.joined(separator: ",")) + "}"
  }

  mutating func value(depth: Int) -> String {
    switch random.below(depth > 4 ? 6 : 8) {
    case 0: return "null"
    case 1: return random.chance(0.5) ? "true" : "false"
    case 2: return String(Int64(bitPattern: random.next()) >> Int64(random.below(64)))
    case 3: return String(Double.random(in: -1e6...1e6, using: &random))
    case 4, 5: return quoted(text())
    case 6: return object(depth: depth)
    default:
      return "[" + blank()
        + (0..<random.below(5)).map { _ in value(depth: depth + 1) }
        .joined(separator: blank() + "," + blank()) + blank() + "]"
    }
  }

  private mutating func blank() -> String {
    random.chance(0.2) ? [" ", "\t", "  ", "\r"][random.below(4)] : ""
  }

  private mutating func text() -> String {
    let alphabet: [String] = [
      "a", "b", " ", "word", "\n", "\t", "\"", "\\", "/", "é", "日本", "😀", "\u{2028}", "\u{1}", "{",
      "]",
      "\r", "\u{FFFD}", ",",
    ]
    let count = random.chance(0.1) ? 200 : random.below(12)
    return (0..<count).map { _ in alphabet[random.below(alphabet.count)] }.joined()
  }

  private mutating func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || scalar == "\"" || scalar == "\\" || random.chance(0.05) {
        for unit in String(scalar).utf16 {
          let hex = String(unit, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}

/// What Foundation makes of one JSON text; `nil` if it refuses it.
func oracle(_ bytes: some Sequence<UInt8>) -> NSObject? {
  try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed]) as? NSObject
}
