internal import Records
internal import Scoring

/// The writing system of most letters of a text.
enum Script: UInt8, Sendable, CaseIterable {
  case none, latin, cyrillic, greek, arabic, hebrew, indic, thai, han, kana, hangul, other

  /// As the table names it.
  var name: String { self == .none ? "no letters" : String(describing: self) }

  /// The system of a scalar; `nil` if it is no letter.
  init?(_ scalar: UInt32) {
    switch scalar {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F: self = .latin
    case 0x370...0x3FF: self = .greek
    case 0x400...0x52F: self = .cyrillic
    case 0x590...0x5FF: self = .hebrew
    case 0x600...0x6FF, 0x750...0x77F: self = .arabic
    case 0x900...0xDFF: self = .indic
    case 0xE00...0xE7F: self = .thai
    case 0x3040...0x30FF: self = .kana
    case 0x3400...0x9FFF, 0x20000...0x2FFFF: self = .han
    case 0x1100...0x11FF, 0xAC00...0xD7AF: self = .hangul
    default:
      guard scalar >= 0x530, Unicode.Scalar(scalar)?.properties.isAlphabetic == true else {
        return nil
      }
      self = .other
    }
  }
}

extension AnswerShape {
  /// The language where the words tell it, else the writing system.
  var languageName: String {
    if let language { return String(describing: language) }
    return script == .none ? script.name : "\(script.name) letters"
  }

  /// Reads the beginning of a text.
  init(_ body: Body, in arena: ByteArena) {
    var bytes: [UInt8] = []
    AnswerText.read(body, in: arena, into: &bytes)
    let size = bytes.count
    let text = String(decoding: bytes.prefix(2000), as: UTF8.self)
    var counts = [Int](repeating: 0, count: Script.allCases.count)
    for scalar in text.unicodeScalars {
      if let script = Script(scalar.value) { counts[Int(script.rawValue)] += 1 }
    }
    // Japanese has more Chinese characters than kana, and no other language has kana.
    let kana = counts[Int(Script.kana.rawValue)]
    var script = Script.none
    for candidate in Script.allCases
    where counts[Int(candidate.rawValue)] > counts[Int(script.rawValue)] { script = candidate }
    if kana > 0 && script == .han { script = .kana }
    let language = script == .latin ? Language.guess(bytes.span.extracting(first: 2000)) : nil
    let start = text.prefix(200).lowercased().replacing("\u{2019}", with: "'")
    self.init(
      bytes: UInt32(clamping: size), script: script, language: language,
      isRefusal: Self.refusals.contains { start.contains($0) })
  }

  /// How assistants begin to refuse; for the table only, no detector reads it.
  private static let refusals = [
    "i'm sorry", "i am sorry", "i can't", "i cannot", "i won't", "i will not", "i'm unable",
    "i am unable", "i'm not able", "i am not able", "as an ai",
  ]
}
