import ArgumentParser
@main struct Winnow: ParsableCommand { func run() {} }
