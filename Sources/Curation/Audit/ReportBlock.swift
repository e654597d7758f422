/// A piece of a report, shown as text for a terminal or as Markdown.
enum ReportBlock {
  case title(String)
  case heading(String)
  case text(String)
  case items([String])
  /// Columns named in `numbers` are flushed right.
  case table(head: [String], rows: [[String]], numbers: Set<Int>)
}

extension [ReportBlock] {
  /// For a terminal.
  var plainText: String {
    map { block in
      switch block {
      case .title(let text): return text
      case .heading(let text): return text.uppercased()
      case .text(let text): return text
      case .items(let items): return items.map { "  \($0)" }.joined(separator: "\n")
      case .table(let head, let rows, let numbers):
        let widths = head.indices.map { column in
          ([head] + rows).map { $0[column].count }.max() ?? 0
        }
        return ([head] + rows).map { row in
          var line = "  "
          for (column, cell) in row.enumerated() {
            if column > 0 { line += "  " }
            let isLast = column == row.count - 1
            line +=
              numbers.contains(column)
              ? cell.leftPadded(to: widths[column])
              : isLast
                ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
          }
          return line
        }.joined(separator: "\n")
      }
    }.joined(separator: "\n\n")
  }

  /// For a file.
  var markdownText: String {
    map { block in
      switch block {
      case .title(let text): return "# \(Self.escaped(text))"
      case .heading(let text): return "## \(Self.capitalised(text))"
      case .text(let text): return Self.escaped(text)
      case .items(let items):
        return items.map { "- \(Self.escaped($0))" }.joined(separator: "\n")
      case .table(let head, let rows, let numbers):
        let rule = head.indices.map { numbers.contains($0) ? "---:" : "---" }
        return ([head.map(Self.cell), rule] + rows.map { $0.map(Self.cell) })
          .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
      }
    }.joined(separator: "\n\n") + "\n"
  }

  private static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  private static func cell(_ text: String) -> String {
    escaped(text).replacing("|", with: "\\|")
  }

  /// What somebody else wrote must not become markup.
  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in text {
      if "\\*_[]<>#`~".contains(character) { out.append("\\") }
      out.append(character)
    }
    return out
  }
}
