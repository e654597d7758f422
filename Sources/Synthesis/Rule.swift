/// The rules of the grammar; each is a heading of the same name in the rule texts.
///
/// `limit` and `limitMet` have one alternative each for the same condition, at the same place. So
/// do the task, work and result of `maths…`, the task, right, wrong and note of `code…`, and `blunt`
/// and `polite`.
enum Rule: Int, CaseIterable, Sendable {
  // Who asks, and the facts of a task.
  case who, place, name, day, paper, relative, thing, variable, event, manner, function, errand
  // Prompts.
  case limit, askAdvice, askList, askPlan, askWhy, askChoice, askSummary, askExtract, askCode
  case askPolite, followUp, passage, note
  // Sentences of good responses.
  case limitMet, advice, opener, closer, listIntro, listLine, planIntro, planLine, why
  case verdict, choiceGround, summary, polite, politeFrame, extractLine, extractFrame, extractNote
  // Sentences of bad ones.
  case harm, hedge, vague, stray, waver, refusal, chatter
  // Tasks with a right answer.
  case mathsTask, mathsWork, mathsResult, mathsFrame, mathsTip, mathsGuess
  case codeTask, codeRight, codeWrong, codeNote, codeFrame, codeTip, codeEvasion
  case blunt
}
