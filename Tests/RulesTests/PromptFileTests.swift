import Foundation
import Rules
import Testing

/// Lists what the parser finds in a file of prompts, to be looked at.
///
/// `RULES_PROMPTS` names the file, one JSON string a line; the list is written beside it, with `.rules` behind its
/// name: the prompt's number, the rule and the words that ask for it.
@Suite(.enabled(if: PromptFile.path != nil, "needs RULES_PROMPTS, a file of JSON strings"))
struct PromptFileTests {
  @Test func `rules in a file of prompts`() throws {
    let path = try #require(PromptFile.path)
    var prompts = 0
    var bytes = 0
    var list = ""
    var rules = 0
    var spent = Duration.zero
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      guard let prompt = JSONValue(String(line))?.string else { continue }
      prompts += 1
      bytes += prompt.utf8.count
      var found: [ParsedRule] = []
      spent += ContinuousClock().measure { found = RuleParser.rules(in: prompt) }
      rules += found.count
      for parsed in found { list += "\(prompts)\t\(parsed.rule.json)\t\(parsed.words)\n" }
    }
    list += "\(prompts) prompts of \(bytes) bytes, \(rules) rules, \(spent)\n"
    try list.write(toFile: path + ".rules", atomically: true, encoding: .utf8)
  }
}

/// The file of prompts to list.
enum PromptFile {
  static var path: String? { ProcessInfo.processInfo.environment["RULES_PROMPTS"] }
}
