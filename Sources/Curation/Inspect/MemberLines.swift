internal import Ingest
internal import Records

/// Files or members and their records, for a terminal.
struct MemberLines {
  let found: (members: [FileInspection.Member], more: Int, passedOver: [String: Int])
  let path: String
  /// Whether all that Parquet says of itself was told already.
  let isParquet: Bool

  init(
    _ found: (members: [FileInspection.Member], more: Int, passedOver: [String: Int]),
    path: String, isParquet: Bool
  ) {
    (self.found, self.path, self.isParquet) = (found, path, isParquet)
  }

  var text: String {
    var lines: [String] = []
    var told: Set<String> = []
    for member in found.members {
      if isParquet {
        lines += ["", "format"]
      } else {
        if !lines.isEmpty { lines.append("") }
        lines.append(title(member))
        if !member.fields.isEmpty {
          lines.append(
            "  fields  "
              + member.fields.map { "\(shown($0.name, limit: 40)) \($0.kind)" }.joined(
                separator: ", "))
        }
      }
      switch member.format {
      case .success(let words): lines.append("  format  \(words)")
      case .failure(let error):
        if member.problem == nil { lines.append("  format  \(error.message)") }
        // Members of one kind get their mapping once.
        if let hint = error.hint, member.problem == nil, told.insert(hint).inserted {
          lines += hint.split(separator: "\n", omittingEmptySubsequences: false).map {
            "          \($0)"
          }
        }
      }
      if member.refused > 0 {
        lines.append("  \(member.refused) of the first records cannot be read")
      }
      if let problem = member.problem { lines.append("  problem \(problem.message)") }
    }
    if found.more > 0 { lines += ["", "and \(grouped(found.more)) more members"] }
    if !found.passedOver.isEmpty {
      let words = found.passedOver.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      lines += ["", "passed over: \(words.joined(separator: ", "))"]
    }
    return lines.joined(separator: "\n")
  }

  private func title(_ member: FileInspection.Member) -> String {
    let name = member.info.name.isEmpty ? path : "\(path)!\(member.info.name)"
    var facts = member.info.layers
    switch member.shape {
    case .jsonLines where member.info.isParquet:
      facts.append("\(grouped(member.info.rowGroups.reduce(0) { $0 + Int($1) })) rows")
    case .jsonLines: facts.append("JSON Lines")
    case .jsonArray: facts.append("a JSON array")
    case .jsonDocuments: facts.append("JSON documents")
    case .csv(let delimiter):
      facts.append(
        delimiter == UInt8(ascii: "\t")
          ? "tab-separated values" : "CSV with `\(Character(UnicodeScalar(delimiter)))`")
    case nil: facts.append("no records")
    }
    if let size = member.info.declaredSize { facts.append("\(grouped(Int(size))) bytes") }
    return "\(shown(name)): \(facts.joined(separator: ", "))"
  }
}
