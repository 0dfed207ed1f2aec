package dev.ebb.backfill;

/**
 * What is left to do in one direction, counted exactly.
 *
 * @param amount 0 if and only if nothing is; else rows, or a share of the whole if rows cannot be
 *     counted
 * @param share how much of the way up is done, 0 to 1
 * @param words for people: "12 rows still match: …"
 */
record Left(double amount, double share, String words) {
  boolean nothing() {
    return amount <= 0;
  }
}
