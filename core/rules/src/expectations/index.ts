export {
  type ColumnKind,
  checkExpectations,
  type ExpectedColumn,
  type Problem,
} from './check-expectations.ts';
export {
  type CompiledExpectation,
  compileExpectation,
  type ExpectationFacts,
} from './compile-expectation.ts';
