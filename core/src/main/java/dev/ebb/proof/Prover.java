package dev.ebb.proof;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.shadow.Shadow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proves ways back: runs migrations up, down and up again on shadows filled with rows, one after
 * the other as they were written, and compares. Long chains are cut, and the parts worked on at
 * once.
 *
 * <p>Immutable; a proof may be asked for by several threads.
 */
public final class Prover {
  /** Of a shorter part it is not worth filling a shadow of its own. */
  private static final int LEAST = 12;

  private static final double EVEN = 0.75;

  private final ProofSetting setting;

  /** A prover with this setting. */
  public Prover(ProofSetting setting) {
    this.setting = setting;
  }

  /**
   * Proves some migrations of a schema; the others are only applied.
   *
   * @param asked which; ids that are not in the graph do not count
   * @param heard hears each proof as soon as it is made, from several threads but one at a time,
   *     and not in the order of the chain
   * @return one for each, in the order of the chain
   * @throws Fault if no shadow can be made, or somebody asked to stop
   */
  public List<Proof> prove(Graph graph, Set<MigrationId> asked, Consumer<Proof> heard) {
    List<Migration> order = graph.order();
    List<Migration> wanted = order.stream().filter(m -> asked.contains(m.id())).toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    Map<MigrationId, Proof> proofs = new ConcurrentHashMap<>();
    Object turn = new Object();
    Consumer<Proof> collect =
        proof -> {
          proofs.put(proof.migration().id(), proof);
          synchronized (turn) {
            heard.accept(proof);
          }
        };
    try (Shadow ground = Shadow.open(setting.place(), setting.likeness())) {
      List<Section> sections = new ArrayList<>();
      try {
        for (List<Migration> part : parts(wanted)) {
          sections.add(section(ground, order, part, collect));
        }
        work(sections);
      } finally {
        sections.forEach(Section::close);
      }
    }
    return wanted.stream().flatMap(m -> Stream.ofNullable(proofs.get(m.id()))).toList();
  }

  private Section section(
      Shadow ground, List<Migration> order, List<Migration> part, Consumer<Proof> heard) {
    List<Migration> upToItsEnd = order.subList(0, order.indexOf(part.getLast()) + 1);
    Set<MigrationId> ids = part.stream().map(Migration::id).collect(Collectors.toSet());
    return new Section(
        setting, List.of(ground.another(), ground.another()), upToItsEnd, ids, heard);
  }

  /**
   * Cuts so that each part takes about as long: the later, the more tables there are to look at.
   */
  private List<List<Migration>> parts(List<Migration> wanted) {
    int count = Math.clamp(wanted.size() / LEAST, 1, setting.sections());
    List<List<Migration>> parts = new ArrayList<>();
    int from = 0;
    for (int part = 1; part <= count; part++) {
      int to = (int) Math.round(wanted.size() * Math.pow((double) part / count, EVEN));
      parts.add(wanted.subList(from, to));
      from = to;
    }
    return parts;
  }

  private static void work(List<Section> sections) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            sections.size(), Thread.ofPlatform().daemon().name("ebb-proof-", 1).factory());
    try (pool) {
      List<Future<?>> running = new ArrayList<>();
      sections.forEach(section -> running.add(pool.submit(section::run)));
      for (Future<?> one : running) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.of(FaultCode.CANCELLED, "stopped as asked", "run it again", e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
  }
}
