import Foundation
import Records
import Synthesis
import Testing

@Suite struct DirtTests {
  @Test func `damaged rows are damaged as declared, the others sound`() throws {
    let options = SyntheticCorpus.Options(pairs: 1000, seed: 11).with { $0.dirty = 0.2 }
    let corpus = try SyntheticCorpus(options)
    let lines = corpus.lines()
    #expect(lines.count == 1000)
    var seen: [SyntheticCorpus.Dirt: Int] = [:]
    for (index, line) in lines.enumerated() {
      let row = try? JSONDecoder().decode(Row.self, from: Data(line))
      guard let dirt = corpus.dirt(index) else {
        #expect(row != nil)
        continue
      }
      seen[dirt, default: 0] += 1
      let text = String(decoding: line, as: UTF8.self)
      switch dirt {
      case .cutLine: #expect(row == nil && text.last != "}")
      case .wrongType: #expect(row == nil && text.contains(#","chosen":17,"#))
      case .missingField: #expect(row == nil && text.contains(#","chosen":null,"#))
      case .emptyResponse: #expect(row?.rejected == "")
      case .identicalResponses: #expect(row?.rejected == row?.chosen)
      case .loneSurrogate: #expect(text.contains(#"\ud83d""#))
      case .nul: #expect(row?.rejected.hasSuffix("\u{0}") == true)
      case .invalidUTF8: #expect(String(validating: line, as: UTF8.self) == nil)
      case .templateLeak: #expect(row?.rejected.contains("<|im_start|>user") == true)
      }
    }
    #expect(seen.values.reduce(0, +) == 200)
    #expect(seen.count == SyntheticCorpus.Dirt.allCases.count)
  }
}
