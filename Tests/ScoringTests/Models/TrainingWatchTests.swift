import Foundation
import Synchronization
import Testing

@testable import Scoring

/// A training that is ended at any epoch and begun again ends with what an undisturbed one gives.
@Suite struct TrainingWatchTests {
  private static let world = World(pairs: 60, columns: 6, flips: 0.2, seed: 5)

  /// Runs a method until `last` epochs are done; gives the judgement and how many were done at the first question.
  private static func run(_ method: String, in folder: String?, until last: Int = .max) -> (
    judged: NoiseJudgement, first: Int, asked: Int
  ) {
    let asked = Mutex((first: -1, count: 0))
    let watch = TrainingWatch(folder: folder, limit: 1 << 30, interval: .zero) { done, _ in
      asked.withLock {
        if $0.first < 0 { $0.first = done }
        $0.count += 1
      }
      return done < last
    }
    let judged = NoiseDetection(method: method, epochs: 4, folds: 3, seed: 9, watch: watch)
      .run(world.rows)
    let (first, count) = asked.withLock { ($0.first, $0.count) }
    return (judged, first, count)
  }

  private static func newFolder() -> String {
    FileManager.default.temporaryDirectory.path + "/watch-\(UUID().uuidString)"
  }

  @Test(arguments: ["winnow", "crm", "aum", "ensemble_strength"])
  func `ended at any epoch it goes on there and gives the same`(method: String) throws {
    let whole = Self.run(method, in: nil)
    for last in [0, 1, 2, 3, 5, 8, 13] {
      let folder = Self.newFolder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      _ = Self.run(method, in: folder, until: last)
      let again = Self.run(method, in: folder)
      #expect(again.judged.scores == whole.judged.scores, "\(last)")
      #expect(again.judged.dynamics == whole.judged.dynamics, "\(last)")
      #expect(again.judged.wrong == whole.judged.wrong, "\(last)")
      // Trainings that were done are not asked about at all, one that was cut only about what is left.
      #expect(whole.asked - again.asked == min(last, whole.asked), "\(last)")
    }
  }

  @Test func `states that are cut, of another plan, or too large are as good as none`() throws {
    let whole = Self.run("crm", in: nil)
    let folder = Self.newFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = Self.run("crm", in: folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!files.isEmpty && files.allSatisfy { !$0.hasSuffix(".new") })
    for file in files {
      let url = URL(fileURLWithPath: "\(folder)/\(file)")
      let bytes = try Data(contentsOf: url)
      try bytes.dropLast(file == files[0] ? 1 : bytes.count / 2).write(to: url)
    }
    let again = Self.run("crm", in: folder)
    #expect(again.judged.scores == whole.judged.scores && again.asked == whole.asked)
    let other = Self.run("aum", in: folder)
    #expect(other.judged.scores == Self.run("aum", in: nil).judged.scores)
    let small = TrainingWatch(folder: folder + "/small", limit: 100, interval: .zero)
    _ = NoiseDetection(method: "aum", epochs: 2, folds: 3, watch: small).run(Self.world.rows)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/small").isEmpty)
  }
}
