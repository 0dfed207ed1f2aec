package dev.ebb.cloud.service;

import dev.ebb.db.Connector;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.SwitchStep;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.pitr.Window;
import java.util.List;

/**
 * One provider's side of points in time: what its interface says and does, one call or a few each,
 * without waiting. Asked for the same place twice, it does nothing twice: a place is recognised by
 * its name at the provider's. Confined to one thread.
 */
public interface Backend {
  /** The provider's name for people. */
  String title();

  /** The database for people: {@code branch main of project quiet-sun-1}. */
  String subject();

  /** What a place of that name is, for people: {@code instance app-before-v5}. */
  String where(String place);

  /** Whether it can be relied on; throws nothing but faults. */
  List<Condition> conditions();

  /** The moments that can be had now. */
  Window window();

  /** Points that are there without anybody's mark: the provider's own backups, the newest first. */
  List<RestorePoint> backups();

  /** What going to a moment needs beyond that it can be had. */
  List<Condition> needs(Wanted wanted);

  /** What making a place is likely to cost. */
  Estimate estimate();

  /** What would go beyond later writes, when the state takes the place of the present one. */
  List<Forfeit> others();

  /** How to get back what is there now, after it was replaced. */
  String undo();

  /** Orders a place, unless it is there already. */
  void order(Place place, Wanted wanted);

  /** How far a place is. */
  Standing standing(Place place);

  /**
   * Does what is left to do once the provider calls a place ready.
   *
   * @return whether there was something, so that it has to be waited for again
   */
  boolean complete(Place place);

  /** Places that bear our names or marks at the provider's, whoever ordered them. */
  List<Place> found();

  /** How to get into a place that is ready. */
  Connector connector(Place place);

  /** What to do by hand to have a place serve. */
  List<SwitchStep> steps(Place place);

  /** What stands against doing it by itself. */
  List<Condition> switchConditions(Place place);

  /** Has a place serve; also if that was begun before. */
  Switched switchOver(Place place, Watch watch);

  /** Deletes a place that does not serve. */
  void remove(Place place, Watch watch);

  /** Deletes what a place that serves has replaced. */
  void removeReplaced(Place place, Watch watch);
}
