import Pipeline
import Records
import Testing

/// A broken pipeline file with the message it must get.
struct Mistake: Sendable, CustomTestStringConvertible {
  var name: String
  var bytes: [UInt8]
  var overrides: [String]
  var expected: String

  init(_ name: String, _ text: String, overrides: [String] = [], _ expected: String) {
    self.init(name, bytes: Array(text.utf8), overrides: overrides, expected)
  }

  init(_ name: String, bytes: [UInt8], overrides: [String] = [], _ expected: String) {
    self.name = name
    self.bytes = bytes
    self.overrides = overrides
    self.expected = expected
  }

  var testDescription: String { name }
}

/// Anchored lists, each ten times the one before.
func aliasBomb(levels: Int) -> String {
  var text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
  for level in 0..<levels {
    let names = "abcdefghijklmnop".map(String.init)
    let aliases = [String](repeating: "*" + names[level], count: 10).joined(separator: ",")
    text += "\(names[level + 1]): &\(names[level + 1]) [\(aliases)]\n"
  }
  return text
}

@Suite struct PipelineMistakeTests {
  @Test(arguments: syntaxMistakes + topLevelMistakes + entryMistakes)
  func `every mistake is named with place, caret and hint`(mistake: Mistake) {
    let error = #expect(throws: WinnowError.self) {
      try PipelineFile(bytes: mistake.bytes, file: "p.yaml", overrides: mistake.overrides)
    }
    #expect(error?.description == mistake.expected)
    #expect(error?.code.exitStatus == 2)
  }

  @Test func `the names of the mistakes differ`() {
    let names = (syntaxMistakes + topLevelMistakes + entryMistakes).map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.count >= 60)
  }

  @Test func `letters of the private use area stand for themselves`() throws {
    let text = "sources: [{path: \"\u{E000}*?\u{E001}\", name: a?b*c}]"
    let source = try PipelineFile(bytes: Array(text.utf8), file: "p.yaml").sources[0]
    #expect(source.paths[0].value == "\u{E000}*?\u{E001}")
    #expect(source.name?.value == "a?b*c")
  }

  @Test func `a text that leaves no letter of the private use area is refused`() {
    var text = "# "
    for value in 0xE000...0xF8FF as ClosedRange<UInt32> {
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    let error = #expect(throws: WinnowError.self) {
      try PipelineFile(bytes: Array(text.utf8), file: "p.yaml")
    }
    #expect(error?.message == "the text holds every letter of the private use area")
  }

  @Test func `a huge file is refused before it is read`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: ConfigNode.maxBytes + 1)
    let error = #expect(throws: WinnowError.self) { try PipelineFile(bytes: bytes, file: "p.yaml") }
    #expect(error?.code == .badYAML)
    #expect(error?.description.hasPrefix("error[bad-yaml]: the file is longer than 1 MiB") == true)
  }

  @Test(arguments: [
    (
      "/nowhere/p.yaml",
      "error[unreadable-file]: no such pipeline file: `/nowhere/p.yaml`\n"
        + "hint: check the path; it is relative to the current folder"
    ),
    ("/", "error[unreadable-file]: the pipeline file is a folder: `/`"),
  ])
  func `a file that cannot be read is named`(path: String, expected: String) {
    let error = #expect(throws: WinnowError.self) { try PipelineFile.read(path) }
    #expect(error?.description == expected)
  }

  @Test(arguments: [
    Mistake("open brackets", repeated("[", 200_000), ""),
    Mistake("open braces", repeated("{", 200_000), ""),
    Mistake("question marks", repeated("? ", 200_000), ""),
    Mistake("dashes", repeated("- ", 200_000), ""),
    Mistake("stars", repeated("*a ", 100_000), ""),
    Mistake("nested keys", repeated("? ", 900) + "[" + repeated("a,", 200_000) + "]", ""),
    Mistake(
      "nested flow keys",
      repeated("{", 900) + "{" + repeated("a,", 200_000) + "}" + repeated("}: b", 900), ""),
    Mistake("many sources", "sources: [" + repeated("{path: a},", 40_000) + "]", ""),
  ])
  func `hostile nesting and size end in an error soon`(mistake: Mistake) {
    let time = ContinuousClock().measure {
      #expect(throws: WinnowError.self) {
        try PipelineFile(bytes: mistake.bytes, file: "p.yaml")
      }
    }
    // Without bounds the nested keys take minutes; the margin is for loaded machines.
    #expect(time < .seconds(30))
  }
}

private func repeated(_ text: String, _ count: Int) -> String {
  String(repeating: text, count: count)
}
