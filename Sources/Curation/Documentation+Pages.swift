internal import Foundation
internal import Pipeline
public import Records
internal import Store

/// The help of a command, as it prints it.
public struct CommandHelp: Sendable {
  /// Such as `winnow run`.
  public var name: String
  /// What `--help` prints.
  public var text: String

  /// The help of one command.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// A generated page of the documentation.
public struct DocumentationPage: Sendable {
  /// Relative to the folder of the documentation.
  public var path: String
  /// The whole page.
  public var text: String
}

extension Curation {
  /// The pages that are made from the code; the same code gives the same bytes.
  ///
  /// - Parameter commands: every command that is shown; without any there is no page of them.
  public static func documentation(
    commands: [CommandHelp] = []
  ) throws(WinnowError) -> [DocumentationPage] {
    var pages: [DocumentationPage] = []
    if !commands.isEmpty { pages.append(.init(path: "cli.md", text: Markdown.page(of: commands))) }
    pages.append(.init(path: "data-model.md", text: Markdown.page(of: try StoredTable.all())))
    let stages = ReferenceEntry.all.filter { $0.kind == .stage }
    pages.append(.init(path: "stages/README.md", text: Markdown.index(of: stages)))
    for stage in stages {
      pages.append(.init(path: "stages/\(stage.name).md", text: Markdown.page(of: stage)))
    }
    pages.append(.init(path: "formats.md", text: Markdown.page(of: .format)))
    pages.append(.init(path: "trainers.md", text: Markdown.page(of: .trainer)))
    pages.append(.init(path: "pipeline.schema.json", text: pipelineFileSchema))
    return pages
  }

  /// Writes the generated pages below `folder`, and removes pages of stages that are gone.
  ///
  /// - Throws: `unwritable-file`.
  public static func writeDocumentation(
    to folder: String, commands: [CommandHelp]
  ) throws(WinnowError) {
    let pages = try documentation(commands: commands)
    let stages = folder + "/stages"
    do {
      try FileManager.default.createDirectory(atPath: stages, withIntermediateDirectories: true)
      for page in pages {
        try Data(page.text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(page.path)"))
      }
      let known = pages.map(\.path)
      for name in try FileManager.default.contentsOfDirectory(atPath: stages)
      where name.hasSuffix(".md") && !known.contains("stages/\(name)") {
        try FileManager.default.removeItem(atPath: "\(stages)/\(name)")
      }
    } catch {
      throw WinnowError(
        WinnowError.Code("unwritable-file", exitStatus: 2),
        "the documentation cannot be written (\(error.localizedDescription)): `\(folder)`")
    }
  }
}

/// Writes the generated pages.
enum Markdown {
  private static let notice = "<!-- Written by `make docs` from the code; change it there. -->"

  private static func page(_ title: String, _ parts: [String]) -> String {
    (["# \(title)", notice] + parts).joined(separator: "\n\n") + "\n"
  }

  /// A table; `|` and line breaks in cells are taken care of.
  static func table(_ head: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
      let safe = cells.map { cell in
        cell.replacingOccurrences(of: "|", with: "\\|").replacingOccurrences(of: "\n", with: " ")
      }
      return "| " + safe.joined(separator: " | ") + " |"
    }
    return ([line(head), line(head.map { _ in "---" })] + rows.map(line)).joined(separator: "\n")
  }

  static func yaml(_ text: String) -> String { "```yaml\n\(text)\n```" }

  // MARK: Commands

  static func page(of commands: [CommandHelp]) -> String {
    page(
      "Commands",
      [
        """
        Data goes to standard output, everything else to standard error. A command ends with 0 \
        when it is done, 1 when the data failed a check or no pair of theirs was fit for an \
        export, 2 when the command or the pipeline is wrong, 130 when it was interrupted.
        """
      ] + commands.map { "## `\($0.name)`\n\n```text\n\(trimmed($0.text))\n```" })
  }

  /// Without blanks at the ends of lines and empty lines at the end.
  private static func trimmed(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  // MARK: Tables

  static func page(of tables: [StoredTable]) -> String {
    let intro = """
      A store is one SQLite file. Integer row ids are private; the public id of a thing is its \
      digest, 16 bytes, shown as 32 hexadecimal digits (`lower(hex(digest))`). Nothing is updated \
      or deleted: a decision is a row that names its run. `pairs_view` shows what the last \
      finished plan made of every pair:

      ```sh
      sqlite3 store.sqlite 'SELECT id, source, line, kept, drop_reason FROM pairs_view LIMIT 5'
      ```
      """
    let views = tables.filter(\.isView)
    return page("Data model", [intro] + (views + tables.filter { !$0.isView }).map(section))
  }

  private static func section(_ table: StoredTable) -> String {
    let comment = table.comment.isEmpty ? "" : "\n\n\(sentence(table.comment))"
    let rows = table.columns.map { column in
      let definition = column.definition.isEmpty ? "" : "`\(column.definition)`"
      let name = "`\(column.name)`"
      return table.isView ? [name, column.comment] : [name, definition, column.comment]
    }
    let head = table.isView ? ["column", "meaning"] : ["column", "definition", "meaning"]
    let keys = table.keys.map { "`\($0)`" }.joined(separator: ", ")
    return "## `\(table.name)`\(comment)\n\n\(self.table(head, rows))"
      + (keys.isEmpty ? "" : "\n\n\(keys)")
  }

  /// `text` with a capital and a full stop.
  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
  }

  // MARK: Stages, formats, trainers

  static func index(of stages: [ReferenceEntry]) -> String {
    let rows = stages.map { ["[`\($0.name)`](\($0.name).md)", $0.summary] }
    return page(
      "Stages",
      [
        "`winnow stages NAME` shows the same on a terminal.",
        table(["stage", "what it does"], rows),
      ])
  }

  static func page(of stage: ReferenceEntry) -> String {
    page("`\(stage.name)`", [sentence(stage.summary)] + parts(of: stage, level: "##"))
  }

  static func page(of kind: ReferenceEntry.Kind) -> String {
    let entries = ReferenceEntry.all.filter { $0.kind == kind }
    let intro =
      kind == .format
      ? """
      The word after `format:` of a source. Without one, or with `auto`, the first records are \
      looked at, and `winnow plan` says what was found and why.
      """
      : "The word after `trainer:` of an export: what the training program reads."
    let list = entries.map { "- [`\($0.name)`](#\(anchor($0.name))): \($0.summary)" }
    let sections = entries.map { entry in
      (["## `\(entry.name)`", sentence(entry.summary)] + parts(of: entry, level: "###"))
        .joined(separator: "\n\n")
    }
    return page(
      kind == .format ? "Formats" : "Trainers", [intro, list.joined(separator: "\n")] + sections)
  }

  /// The anchor that GitHub gives to a heading of code.
  private static func anchor(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
  }

  private static func parts(of entry: ReferenceEntry, level: String) -> [String] {
    var parts: [String] = []
    if !entry.aliases.isEmpty {
      parts.append("Also: " + entry.aliases.map { "`\($0)`" }.joined(separator: ", ") + ".")
    }
    if !entry.discussion.isEmpty { parts.append(entry.discussion) }
    if let stage = entry.stage {
      parts.append(
        "Sees \(stage.scope.words). Reads \(ReferenceEntry.words(stage.reads)), "
          + "writes \(ReferenceEntry.words(stage.writes)). Version \(stage.version).")
      if !stage.reasons.isEmpty {
        let rows = stage.reasons.map { ["`\($0.reason)`", $0.meaning] }
        parts.append("\(level) Reasons\n\n" + table(["reason", "meaning"], rows))
      }
    }
    if !entry.options.isEmpty {
      let head = ["option", "form", "what it does"]
      parts.append("\(level) Options\n\n" + table(head, rows(entry.options, below: "")))
    }
    return parts + ["\(level) Example\n\n" + yaml(entry.example)]
  }

  private static func rows(_ options: [OptionSpec], below key: String) -> [[String]] {
    options.flatMap { option in
      [["`\(key)\(option.key)`", option.form, option.doc]]
        + rows(option.inner, below: "\(key)\(option.key).")
    }
  }
}
