import Rules

/// Rules parsed from prompts against those that IFEval lists, by instruction.
struct ParseTable {
  struct Line {
    var wanted = 0
    var found = 0
    var right = 0
  }

  private(set) var lines: [String: Line] = [:]
  /// Parsed rules of kinds that no instruction of IFEval has; they cannot be judged.
  private(set) var outside = 0
  /// What was missed and what was wrong, by key.
  private(set) var mistakes: [String] = []

  init(_ rows: [IFEvalCorpus.Row]) {
    for row in rows {
      let wanted = Set(row.rules.compactMap { $0?.simplest.projected })
      var found: Set<Rule> = []
      for parsed in RuleParser.rules(in: row.prompt) {
        for side in parsed.rule.ifevalSides {
          if side.instruction == nil { outside += 1 } else { found.insert(side.simplest.projected) }
        }
      }
      count(wanted, found, row)
    }
  }

  private mutating func count(_ wanted: Set<Rule>, _ found: Set<Rule>, _ row: IFEvalCorpus.Row) {
    for rule in wanted { lines[rule.instruction ?? "", default: Line()].wanted += 1 }
    for rule in found { lines[rule.instruction ?? "", default: Line()].found += 1 }
    for rule in wanted.intersection(found) {
      lines[rule.instruction ?? "", default: Line()].right += 1
    }
    for rule in wanted.subtracting(found) { mistakes.append("\(row.key) missed \(rule.json)") }
    for rule in found.subtracting(wanted) { mistakes.append("\(row.key) wrong \(rule.json)") }
  }

  var total: Line {
    lines.values.reduce(into: Line()) {
      $0.wanted += $1.wanted
      $0.found += $1.found
      $0.right += $1.right
    }
  }

  /// The table in Markdown.
  var markdown: String {
    var text = "| instruction | wanted | found | right | precision | recall |\n"
    text += "| --- | ---: | ---: | ---: | ---: | ---: |\n"
    for (name, line) in lines.sorted(by: { $0.key < $1.key }) + [("all", total)] {
      text +=
        "| \(name) | \(line.wanted) | \(line.found) | \(line.right) | \(line.precisionText) | \(line.recallText) |\n"
    }
    return text
  }
}

extension ParseTable.Line {
  var precision: Double { found == 0 ? 1 : Double(right) / Double(found) }
  var recall: Double { wanted == 0 ? 1 : Double(right) / Double(wanted) }
  var precisionText: String { found == 0 ? "–" : Self.text(precision) }
  var recallText: String { wanted == 0 ? "–" : Self.text(recall) }

  private static func text(_ share: Double) -> String {
    let thousandths = Int((share * 1000).rounded())
    let digits = String(thousandths % 1000)
    return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
  }
}

extension Rule {
  /// The rule cut up as IFEval writes it: "between" is two instructions where its relations have one side.
  var ifevalSides: [Rule] {
    switch self {
    case .count(.words, _), .count(.sentences, _), .count(.capitalWords, _), .occurrences, .letter:
      sides
    default: [self]
    }
  }

  /// The rule without what IFEval's arguments do not hold: its two instructions on case always mean English.
  var projected: Rule {
    switch self {
    case .lowerCase: .lowerCase(english: true)
    case .upperCase: .upperCase(english: true)
    case .endsWith(let text): .endsWith(text.lowercased())
    case .repeats(let text): .repeats(text?.lowercased())
    default: self
    }
  }

  /// The instruction of IFEval that the rule's kind stands for; `nil` for kinds that it does not have.
  var instruction: String? {
    switch self {
    case .count(let unit, _):
      switch unit {
      case .words: "number_words"
      case .sentences: "number_sentences"
      case .paragraphs, .dividedParagraphs: "number_paragraphs"
      case .bullets: "number_bullet_lists"
      case .placeholders: "number_placeholders"
      case .highlights: "number_highlighted_sections"
      case .sections: "multiple_sections"
      case .capitalWords: "capital_word_frequency"
      default: nil
      }
    case .occurrences: "keywords:frequency"
    case .letter: "letter_frequency"
    case .includes: "keywords:existence"
    case .avoids: "forbidden_words"
    case .language: "response_language"
    case .paragraphStart: "nth_paragraph_first_word"
    case .postscript: "postscript"
    case .oneOf: "constrained_response"
    case .json: "json_format"
    case .title: "title"
    case .twoResponses: "two_responses"
    case .quotation: "quotation"
    case .repeats: "repeat_prompt"
    case .endsWith: "end_checker"
    case .upperCase: "english_capital"
    case .lowerCase: "english_lowercase"
    case .avoidsMark: "no_comma"
    case .quotes, .startsWith, .endsWithQuestion: nil
    }
  }
}
