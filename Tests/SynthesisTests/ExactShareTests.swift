import Testing

@testable import Synthesis

@Suite struct ExactShareTests {
  private func chosen(_ share: Double, of count: Int, seed: UInt64 = 1) -> [Int] {
    let exact = ExactShare(share: share, count: count, seed: seed, stream: .flip)
    return (0..<count).filter(exact.contains)
  }

  @Test(
    arguments: [0, 0.001, 0.05, 0.2, 0.3333, 0.5, 0.999, 1] as [Double],
    [0, 1, 7, 99, 100, 101, 250, 1234] as [Int])
  func `exactly the share is chosen`(share: Double, count: Int) {
    #expect(chosen(share, of: count).count == Int((share * Double(count)).rounded()))
  }

  @Test(arguments: [100, 200, 700])
  func `a shorter corpus chooses the same rows`(count: Int) {
    #expect(chosen(0.23, of: count) == chosen(0.23, of: 1000).filter { $0 < count })
  }

  @Test(arguments: [1, 130, 399, 501])
  func `only the last block of a shorter corpus may differ`(count: Int) {
    let full = count / 100 * 100
    #expect(
      chosen(0.23, of: count).filter { $0 < full } == chosen(0.23, of: 1000).filter { $0 < full })
  }

  @Test func `another seed chooses other rows, evenly over the corpus`() {
    let (one, two) = (chosen(0.2, of: 5000, seed: 1), chosen(0.2, of: 5000, seed: 2))
    let common = Set(one).intersection(two).count
    // 200 expected by chance, deviation 13.
    #expect((140...260).contains(common))
    for residue in 0..<10 {
      #expect((60...140).contains(one.count { $0 % 10 == residue }))
    }
  }
}
