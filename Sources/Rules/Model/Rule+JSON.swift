import Records

extension Rule {
  /// The stable JSON form: an object with `kind` and the kind's arguments, keys in a fixed order.
  package var json: String {
    switch self {
    case .count(.sections(let marker), let bound):
      Self.object("sections", [("marker", JSONText.quoted(marker))] + bound.members)
    case .count(let unit, let bound): Self.object(unit.name, bound.members)
    case .occurrences(let text, let bound):
      Self.object("occurrences", [("text", JSONText.quoted(text))] + bound.members)
    case .letter(let letter, let bound):
      Self.object("letter", [("letter", JSONText.quoted(letter))] + bound.members)
    case .includes(let texts): Self.object("includes", [("texts", Self.array(texts))])
    case .avoids(let texts): Self.object("avoids", [("texts", Self.array(texts))])
    case .quotes(let text): Self.object("quotes", [("text", JSONText.quoted(text))])
    case .language(let code): Self.object("language", [("code", JSONText.quoted(code))])
    case .paragraphStart(let number, let word, let all):
      Self.object(
        "paragraph_start",
        [("paragraph", "\(number)"), ("word", JSONText.quoted(word)), ("paragraphs", "\(all)")])
    case .postscript(let marker):
      Self.object("postscript", [("marker", JSONText.quoted(marker))])
    case .oneOf(let texts): Self.object("one_of", [("texts", Self.array(texts))])
    case .json: Self.object("json", [])
    case .title: Self.object("title", [])
    case .twoResponses: Self.object("two_responses", [])
    case .quotation: Self.object("quotation", [])
    case .repeats(let text):
      Self.object("repeats", text.map { [("text", JSONText.quoted($0))] } ?? [])
    case .startsWith(let text): Self.object("starts_with", [("text", JSONText.quoted(text))])
    case .endsWith(let text): Self.object("ends_with", [("text", JSONText.quoted(text))])
    case .upperCase(let english): Self.object("upper_case", [("english", "\(english)")])
    case .lowerCase(let english): Self.object("lower_case", [("english", "\(english)")])
    case .avoidsMark(let mark): Self.object("avoids_mark", [("mark", JSONText.quoted(mark))])
    case .endsWithQuestion: Self.object("ends_with_question", [])
    }
  }

  /// Reads what `json` writes; `nil` for anything else.
  package init?(json: String) {
    guard let value = JSONValue(json) else { return nil }
    self.init(value)
  }

  /// The `kind` of its JSON form, such as `words`.
  ///
  /// - Complexity: O(length of the JSON form).
  package var kind: String { JSONValue(json)?.object?["kind"]?.string ?? "" }

  /// Reads an object with `kind` and arguments; `nil` where the kind is unknown or an argument is missing.
  package init?(_ value: JSONValue) {
    guard let members = value.object, let kind = members["kind"]?.string else { return nil }
    let bound = Bound(members)
    if let unit = Countable.names.first(where: { $0.name == kind })?.unit {
      guard let bound else { return nil }
      self = .count(unit, bound)
      return
    }
    let text = members["text"]?.string
    let rule: Rule? =
      switch kind {
      case "sections":
        Self.joined(members["marker"]?.string, bound).map { .count(.sections(marker: $0), $1) }
      case "occurrences": Self.joined(text, bound).map { .occurrences($0, $1) }
      case "letter": Self.joined(members["letter"]?.string, bound).map { .letter($0, $1) }
      case "includes": members["texts"]?.strings.map { .includes($0) }
      case "avoids": members["texts"]?.strings.map { .avoids($0) }
      case "one_of": members["texts"]?.strings.map { .oneOf($0) }
      case "quotes": text.map { .quotes($0) }
      case "language": members["code"]?.string.map { .language($0) }
      case "paragraph_start":
        Self.joined(members["paragraph"]?.int, members["paragraphs"]?.int).flatMap { number, all in
          members["word"]?.string.map { .paragraphStart(number, word: $0, of: all) }
        }
      case "postscript": members["marker"]?.string.map { .postscript($0) }
      case "json": .json
      case "title": .title
      case "two_responses": .twoResponses
      case "quotation": .quotation
      case "repeats": .repeats(text)
      case "starts_with": text.map { .startsWith($0) }
      case "ends_with": text.map { .endsWith($0) }
      case "upper_case": .upperCase(english: members["english"]?.bool ?? false)
      case "lower_case": .lowerCase(english: members["english"]?.bool ?? false)
      case "avoids_mark": members["mark"]?.string.map { .avoidsMark($0) }
      case "ends_with_question": .endsWithQuestion
      default: nil
      }
    guard let rule else { return nil }
    self = rule
  }

  private static func joined<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
    guard let a, let b else { return nil }
    return (a, b)
  }

  private static func object(_ kind: String, _ members: [(String, String)]) -> String {
    let all = [("kind", JSONText.quoted(kind))] + members
    return "{" + all.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
  }

  private static func array(_ texts: [String]) -> String {
    "[" + texts.map(JSONText.quoted).joined(separator: ",") + "]"
  }
}

extension Bound {
  /// `at_least` and `at_most`, each where it says something.
  fileprivate var members: [(String, String)] {
    var members: [(String, String)] = []
    if minimum > 0 || maximum == nil { members.append(("at_least", "\(minimum)")) }
    if let maximum { members.append(("at_most", "\(maximum)")) }
    return members
  }

  fileprivate init?(_ members: [String: JSONValue]) {
    switch (members["at_least"]?.int, members["at_most"]?.int) {
    case (let low?, let high?):
      guard low <= high else { return nil }
      self = .between(low, high)
    case (let low?, nil): self = .atLeast(low)
    case (nil, let high?): self = .atMost(high)
    case (nil, nil): return nil
    }
  }
}
