import Pipeline
import Records
import Testing

@testable import Filters

@Suite struct RecordedMarginsTests {
  @Test(arguments: [
    ("{margins: recorded, method: crm, action: mark}", "trains nothing"),
    ("{margins: recorded, method: early_cutting, action: mark}", "trains nothing"),
    ("{method: aum}", "to weigh pairs"),
    ("{method: aum, action: drop, threshold: 0.5}", "gives no probability"),
    ("{threshold: 0.5, budget: 10%}", "not stand beside `budget`"),
    ("{budget: 120%}", "be a share from 0 % to 100 %"),
  ])
  func `options that do not go together are refused`(options: String, message: String) {
    let error = #expect(throws: WinnowError.self) {
      _ = try make(TrainingDynamicsFilter.self, options)
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    #expect(error?.code.exitStatus == 2)
  }

  @Test func `recorded margins are a column to be written before`() throws {
    let recorded = try make(TrainingDynamicsFilter.self, "{margins: recorded}")
    #expect(recorded.alsoReads == [.dynamics])
    #expect(try make(TrainingDynamicsFilter.self, "{}").alsoReads.isEmpty)
  }
}
