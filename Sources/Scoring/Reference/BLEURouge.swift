/// Harmonic mean of sentence BLEU and ROUGE-L, in [0, 1], as BLEUBERI uses it (Chang et al. 2025).
///
/// 2BR / (B + R + 1e-10), with B in [0, 1]. It differs from the paper's scripts in what BLEU is: here
/// sacrebleu's, smoothed as its options say, there that of the `evaluate` package, where one is added to
/// the matches and n-grams of every order and the shortest reference sets the length.
package struct BLEURouge: ReferenceMetric {
  private var bleu: SentenceBLEU
  private var rouge: Rouge

  package init(
    bleu: BLEUOptions = BLEUOptions(), rouge: RougeOptions = RougeOptions(.longest)
  ) {
    self.bleu = SentenceBLEU(bleu)
    self.rouge = Rouge(rouge)
  }

  package mutating func removeReferences() {
    bleu.removeReferences()
    rouge.removeReferences()
  }

  package mutating func addReference(_ text: Span<UInt8>) {
    bleu.addReference(text)
    rouge.addReference(text)
  }

  package mutating func score(_ response: Span<UInt8>) -> Double? {
    guard let b = bleu.score(response), let r = rouge.score(response) else { return nil }
    return Self.mean(bleu: b / 100, rouge: r)
  }

  /// The mean of two scores in [0, 1]; 0 if both are.
  package static func mean(bleu: Double, rouge: Double) -> Double {
    2 * bleu * rouge / (bleu + rouge + 1e-10)
  }
}
