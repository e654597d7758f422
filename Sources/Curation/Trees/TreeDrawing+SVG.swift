internal import Store

extension TreeDrawing {
  /// A row for each node, moved in by its depth.
  var svg: String {
    let (row, step, left) = (22, 26, 12)
    let texts = tree.nodes.indices.map {
      "\(facts($0))  \(label($0, limit: width))\(ends($0))"
    }
    let widest = zip(tree.nodes, texts).map { $0.depth * step + Self.width(of: $1) }.max() ?? 0
    let size = (width: left * 2 + widest, height: (tree.nodes.count + 1) * row)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(size.width)\" height=\"\(size.height)\" "
        + "viewBox=\"0 0 \(size.width) \(size.height)\" font-family=\"sans-serif\" font-size=\"13\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
    ]
    for (number, node) in tree.nodes.enumerated() {
      let (x, y) = (left + node.depth * step, (number + 1) * row)
      let isBest = best.contains(number)
      let colour = isBest ? "#0a5cc2" : "#444444"
      if number > 0 {
        let top = (node.parent + 1) * row + 2
        let from = x - step + 5
        lines.append(
          "<path d=\"M\(from) \(top)V\(y - 5)H\(x)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"\(isBest ? 3 : 1)\"/>"
        )
      }
      lines.append(
        "<text x=\"\(x + 4)\" y=\"\(y)\" fill=\"\(colour)\"\(isBest ? " font-weight=\"bold\"" : "")>\(Self.escaped(texts[number]))</text>"
      )
    }
    return (lines + ["</svg>"]).joined(separator: "\n")
  }

  /// Pixels that a text takes at most in bold letters of 13 pixels.
  private static func width(of text: String) -> Int {
    text.unicodeScalars.reduce(8) { sum, scalar in
      sum + (!scalar.isASCII || "mwMW@%".unicodeScalars.contains(scalar) ? 14 : 10)
    }
  }

  /// What XML has no place for is left out.
  private static func escaped(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: text.unicodeScalars.filter { $0 != "\u{FFFE}" && $0 != "\u{FFFF}" })
    return String(kept).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;")
  }
}
