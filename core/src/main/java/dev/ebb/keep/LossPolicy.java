package dev.ebb.keep;

/** What is to become of data that a migration would destroy. */
public enum LossPolicy {
  /** It is kept; a step that destroys what cannot be kept is refused. The default in production. */
  KEEP_OR_REFUSE,
  /** It is kept; what cannot be kept is named, and goes. The default elsewhere. */
  KEEP_OR_SAY,
  /** It goes, and nobody looks. */
  ACCEPT,
  /** A step that destroys anything is refused. */
  REFUSE
}
