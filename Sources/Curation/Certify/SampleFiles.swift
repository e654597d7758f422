internal import Foundation
internal import Records
internal import Store

/// The files raters get: a sheet that tells neither label nor probability, and how to fill it in.
struct SampleFiles {
  let store: Store
  let sample: KeptSample
  let folder: String

  static let sheet = "sample.csv"
  static let howTo = "HOWTO.md"
  static let columns = ["item", "prompt", "answer_1", "answer_2", "better", "rater", "comment"]
  /// Spreadsheets take 32,767 characters in a cell.
  private static let longestCell = 32_000

  /// How the sheet names an item: few digits, and a letter first, for else a spreadsheet takes some for
  /// numbers.
  static func name(_ id: PublicID) -> String { "q" + id.description.prefix(12) }

  /// - Throws: `foreign-file` where a sheet is there already, which may hold answers.
  func write() throws(WinnowError) {
    let path = "\(folder)/\(Self.sheet)"
    let text = try csv()
    if let old = FileManager.default.contents(atPath: path), old != Data(text.utf8) {
      throw WinnowError(
        WinnowError.Code("foreign-file", exitStatus: 2),
        "a sheet is here already, and may hold answers: `\(path)`",
        hint: "name another folder with `-o`, or read it back with `--answers`")
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      try Data(Self.instructions.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(Self.howTo)"))
    } catch {
      throw WinnowError(
        WinnowError.Code("unwritable-folder", exitStatus: 2), "cannot write here: `\(folder)`",
        hint: "name another folder with `-o`")
    }
  }

  private func csv() throws(WinnowError) -> String {
    // By the mark spreadsheets know that it is UTF-8.
    var text = "\u{FEFF}" + Self.columns.joined(separator: ",") + "\r\n"
    for item in sample.items {
      let texts = try CertifiedPair.texts(store, of: item.pair)
      guard texts.count == 3 else {
        throw WinnowError(.storeFailed, "a pair of the sample has no texts")
      }
      let (a, b) = (texts[1], texts[2])
      let cells = [texts[0], item.bIsFirst ? b : a, item.bIsFirst ? a : b].map {
        Self.cell(Transcript.text($0.form, $0.body))
      }
      text += ([Self.name(item.id)] + cells + ["", "", ""]).joined(separator: ",") + "\r\n"
    }
    return text
  }

  /// A cell that no spreadsheet takes for a formula.
  private static func cell(_ text: String) -> String {
    var text = text
    if text.count > longestCell { text = text.prefix(longestCell) + " […]" }
    if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) {
      text = "'" + text
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private static let instructions = """
    # How to fill in sample.csv

    Each row has a prompt and two answers. Say which answer is better, in the column `better`:

    | write | if |
    | --- | --- |
    | `1` | the first answer (`answer_1`) is better |
    | `2` | the second answer (`answer_2`) is better |
    | `tie` | neither is better, or both are equally bad |
    | `unsure` | you cannot tell: you lack the knowledge, or the text is cut or unreadable |

    - Judge by what the prompt asks for: right, helpful and harmless before long, polite or well laid out.
    - Take `tie` where you would toss a coin, `unsure` where somebody else could tell.
    - Which answer stands first was drawn by lot, and nothing here tells how a pair was labelled, or what a
      model thinks of it. Please look nowhere else, and do not talk about the pairs before all are done.
    - Write your name, or any word that is yours alone, into `rater`. `comment` is for you.
    - Leave `item` and the order and number of the rows as they are. A row without an answer is borne, but
      says nothing.
    - Save as CSV. Commas, semicolons and tabs are all read.

    With a second rater who fills in a copy of the same file, the raters' own mistakes can be corrected for.

    Then, where the store is:

        winnow certify STORE --answers sample.csv [--answers second.csv]

    """
}

/// A body as people read it.
enum Transcript {
  /// The text; of several messages each under its role.
  static func text(_ form: Body.Form, _ body: String) -> String {
    guard form == .messages,
      let read = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [[String: Any]]
    else { return body }
    if read.count == 1, let content = read[0]["content"] as? String { return content }
    return read.map { message in
      let role = message["role"] as? String ?? ""
      if let content = message["content"] as? String, message.count == 2 {
        return "[\(role)]\n\(content)"
      }
      var rest = message
      rest["role"] = nil
      let data = try? JSONSerialization.data(withJSONObject: rest, options: [.sortedKeys])
      return "[\(role)]\n\(String(decoding: data ?? Data(), as: UTF8.self))"
    }.joined(separator: "\n\n")
  }
}
